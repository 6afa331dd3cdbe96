#!/usr/bin/perl
# All of Zonemaster's tests for each zone of a list, in one process: zonemaster.pl HINTS LIST
#
# What it learned of servers above a zone is kept from one zone to the next, as it keeps it within one.
use strict;
use warnings;
use Zonemaster::Engine;
use Zonemaster::Engine::Recursor;
use Zonemaster::Engine::Util qw(parse_hints);

my ($hints, $list) = @ARGV;
$| = 1;

sub contents {
    open my $file, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return <$file>;
}

Zonemaster::Engine::init_engine();
Zonemaster::Engine::Recursor->remove_fake_addresses('.');
Zonemaster::Engine::Recursor->add_fake_addresses('.', parse_hints(contents($hints)));
my %level = (INFO => 1, NOTICE => 2, WARNING => 3, ERROR => 4, CRITICAL => 5);
for my $zone (split ' ', contents($list)) {
    Zonemaster::Engine->logger->clear_history();
    my %worst = map { $_->level => 1 } Zonemaster::Engine->test_zone($zone);
    my ($worst) = sort { $level{$b} <=> $level{$a} } grep { $level{$_} } keys %worst;
    print "$zone $worst\n";
}
