#ifdef __linux__
#define _GNU_SOURCE

#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no filter of system calls was written for this machine"
#endif

// A refused call raises SIGSYS (SECCOMP_RET_TRAP): the call does not happen, the handler below sends its number to the
// supervisor and ends the process with a call for which the filter has no mercy. Code that took the worker over can not
// get around it. Dispositions are frozen, since sigaction is refused; where SIGSYS is blocked the kernel puts the default
// action back, which kills; the handler runs with every signal blocked, calls nothing through memory that can be written,
// and never returns. What such code can do is to lie about the number, or to die without a word.
enum { DEATH = 0x3fff0000 };

enum test { NOTHING, EQUALS, LACKS, HAS, LOW_EQUALS, IS_NULL };
// Sets of roles.
enum {
    ALWAYS = QUADA_WORKER | QUADA_HANDED_WORKER | QUADA_BROKER,
    AS_WORKER = QUADA_WORKER | QUADA_HANDED_WORKER,
    AS_BROKER = QUADA_BROKER,
    WITH_OWN_SOCKETS = QUADA_WORKER,
    OPENING_SOCKETS = QUADA_WORKER | QUADA_BROKER,
};

struct condition {
    uint8_t argument;
    uint8_t test;
    uint32_t value;
    // LOW_EQUALS: the bits that are compared.
    uint32_t mask;
};

// The verdict where the number and every condition hold; the first rule that holds decides.
struct rule {
    int number;
    uint32_t verdict;
    // For whom it is a rule.
    int roles;
    struct condition conditions[3];
};

#define ALLOW SECCOMP_RET_ALLOW
#define ANSWER(error) (SECCOMP_RET_ERRNO | (error))
#define OPTION(roles, level, name) {__NR_setsockopt, ALLOW, roles, {{1, EQUALS, level, 0}, {2, EQUALS, name, 0}}}

// Not in every C library's headers.
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
enum { STAT_BY_DESCRIPTOR = 0x1000 /* AT_EMPTY_PATH */, READABLE = 0x541B /* FIONREAD */, NON_BLOCKING = 0x5421 };
enum { NEW_NAMESPACES = 0x7e020000, SOCKET_TYPE = 0xf };

// Arguments that the kernel takes as int are compared in their lower half: it ignores the upper one.
static const struct rule rules[] = {
    // What a loop over sockets does all the time stands first; a broker's calls come soon after.
    {__NR_sendto, ALLOW, ALWAYS, {{4, IS_NULL, 0, 0}}},
    {__NR_read, ALLOW, ALWAYS, {{0}}},
    {__NR_write, ALLOW, ALWAYS, {{0}}},
    {__NR_readv, ALLOW, AS_WORKER, {{0}}},
    {__NR_writev, ALLOW, AS_WORKER, {{0}}},
    {__NR_recvfrom, ALLOW, AS_WORKER, {{0}}},
    {__NR_recvmsg, ALLOW, ALWAYS, {{0}}},
    {__NR_recvmmsg, ALLOW, AS_WORKER, {{0}}},
    {__NR_ppoll, ALLOW, ALWAYS, {{0}}},
    {__NR_epoll_pwait, ALLOW, AS_WORKER, {{0}}},
    {__NR_epoll_ctl, ALLOW, AS_WORKER, {{0}}},
    {__NR_epoll_create1, ALLOW, AS_WORKER, {{0}}},
#ifdef __NR_poll
    {__NR_poll, ALLOW, ALWAYS, {{0}}},
#endif
#ifdef __NR_epoll_wait
    {__NR_epoll_wait, ALLOW, AS_WORKER, {{0}}},
#endif
#ifdef __NR_epoll_pwait2
    {__NR_epoll_pwait2, ALLOW, AS_WORKER, {{0}}},
#endif
    {__NR_futex, ALLOW, ALWAYS, {{0}}},
    {__NR_clock_gettime, ALLOW, ALWAYS, {{0}}},
    {__NR_gettimeofday, ALLOW, ALWAYS, {{0}}},
    {__NR_clock_nanosleep, ALLOW, ALWAYS, {{0}}},
    {__NR_nanosleep, ALLOW, ALWAYS, {{0}}},
    {__NR_getrandom, ALLOW, ALWAYS, {{0}}},
    {__NR_sched_yield, ALLOW, AS_WORKER, {{0}}},
    {__NR_close, ALLOW, ALWAYS, {{0}}},
    {__NR_shutdown, ALLOW, AS_WORKER, {{0}}},
    {__NR_getsockopt, ALLOW, ALWAYS, {{0}}},
    {__NR_getsockname, ALLOW, ALWAYS, {{0}}},
    {__NR_getpeername, ALLOW, AS_WORKER, {{0}}},
    // A way to wake a loop.
    {__NR_pipe2, ALLOW, AS_WORKER, {{0}}},
#ifdef __NR_pipe
    {__NR_pipe, ALLOW, AS_WORKER, {{0}}},
#endif
    {__NR_eventfd2, ALLOW, AS_WORKER, {{0}}},
    // Sockets of one's own: of the Internet, and neither raw nor of another protocol than UDP and TCP.
    {__NR_connect, ALLOW, OPENING_SOCKETS, {{0}}},
    {__NR_sendto, ALLOW, WITH_OWN_SOCKETS, {{0}}},
    // A broker hands its sockets on with it.
    {__NR_sendmsg, ALLOW, OPENING_SOCKETS, {{0}}},
    {__NR_sendmmsg, ALLOW, WITH_OWN_SOCKETS, {{0}}},
    // For a port of the kernel's choice; without listen nothing waits there.
    {__NR_bind, ALLOW, OPENING_SOCKETS, {{0}}},
    {__NR_socket, ALLOW, OPENING_SOCKETS,
     {{0, EQUALS, AF_INET, 0}, {1, LOW_EQUALS, SOCK_DGRAM, SOCKET_TYPE}, {2, EQUALS, 0, 0}}},
    {__NR_socket, ALLOW, OPENING_SOCKETS,
     {{0, EQUALS, AF_INET6, 0}, {1, LOW_EQUALS, SOCK_DGRAM, SOCKET_TYPE}, {2, EQUALS, 0, 0}}},
    {__NR_socket, ALLOW, OPENING_SOCKETS,
     {{0, EQUALS, AF_INET, 0}, {1, LOW_EQUALS, SOCK_STREAM, SOCKET_TYPE}, {2, EQUALS, 0, 0}}},
    {__NR_socket, ALLOW, OPENING_SOCKETS,
     {{0, EQUALS, AF_INET6, 0}, {1, LOW_EQUALS, SOCK_STREAM, SOCKET_TYPE}, {2, EQUALS, 0, 0}}},
    OPTION(ALWAYS, SOL_SOCKET, SO_RCVBUF),
    OPTION(ALWAYS, SOL_SOCKET, SO_SNDBUF),
    OPTION(OPENING_SOCKETS, IPPROTO_IP, IP_RECVERR),
    OPTION(OPENING_SOCKETS, IPPROTO_IPV6, IPV6_RECVERR),
    OPTION(OPENING_SOCKETS, IPPROTO_IPV6, IPV6_V6ONLY),
    OPTION(WITH_OWN_SOCKETS, IPPROTO_TCP, TCP_NODELAY),
    // Two sockets of one port, for one worker.
    OPTION(AS_BROKER, SOL_SOCKET, SO_REUSEPORT),
    // Memory, none of it ever to be executed.
    {__NR_mmap, ALLOW, ALWAYS, {{2, LACKS, PROT_EXEC, 0}}},
    {__NR_mprotect, ALLOW, ALWAYS, {{2, LACKS, PROT_EXEC, 0}}},
    {__NR_munmap, ALLOW, ALWAYS, {{0}}},
    {__NR_brk, ALLOW, ALWAYS, {{0}}},
    {__NR_madvise, ALLOW, ALWAYS, {{0}}},
    {__NR_mremap, ALLOW, ALWAYS, {{0}}},
    // Threads, never processes; a broker has one of them. clone3 has its flags in memory, where no filter sees them; the
    // C library goes back to clone where the kernel is said not to have it.
    {__NR_clone, ALLOW, AS_WORKER,
     {{0, HAS, CLONE_THREAD, 0}, {0, HAS, CLONE_VM, 0}, {0, LACKS, NEW_NAMESPACES | CLONE_PTRACE, 0}}},
    {435 /* clone3 */, ANSWER(ENOSYS), ALWAYS, {{0}}},
    {__NR_set_robust_list, ALLOW, ALWAYS, {{0}}},
    {__NR_rseq, ALLOW, ALWAYS, {{0}}},
    {__NR_sched_getaffinity, ALLOW, ALWAYS, {{0, EQUALS, 0, 0}}},
    {__NR_exit, ALLOW, ALWAYS, {{0}}},
    {__NR_exit_group, ALLOW, ALWAYS, {{0}}},
    {__NR_getpid, ALLOW, ALWAYS, {{0}}},
    {__NR_gettid, ALLOW, ALWAYS, {{0}}},
    {__NR_rt_sigreturn, ALLOW, ALWAYS, {{0}}},
    {__NR_rt_sigprocmask, ALLOW, ALWAYS, {{0}}},
    {__NR_sigaltstack, ALLOW, ALWAYS, {{0}}},
    {__NR_restart_syscall, ALLOW, ALWAYS, {{0}}},
    {__NR_fcntl, ALLOW, ALWAYS, {{1, EQUALS, F_GETFL, 0}}},
    {__NR_fcntl, ALLOW, ALWAYS, {{1, EQUALS, F_SETFL, 0}}},
    {__NR_fcntl, ALLOW, ALWAYS, {{1, EQUALS, F_GETFD, 0}}},
    {__NR_fcntl, ALLOW, ALWAYS, {{1, EQUALS, F_SETFD, 0}}},
    {__NR_ioctl, ALLOW, ALWAYS, {{1, EQUALS, READABLE, 0}}},
    {__NR_ioctl, ALLOW, ALWAYS, {{1, EQUALS, NON_BLOCKING, 0}}},
    {__NR_prctl, ALLOW, ALWAYS, {{0, EQUALS, PR_SET_NAME, 0}}},
    {__NR_prctl, ALLOW, ALWAYS, {{0, EQUALS, PR_SET_VMA, 0}}},
    // One's own limits may be asked for, not set.
    {__NR_prlimit64, ALLOW, ALWAYS, {{0, EQUALS, 0, 0}, {2, IS_NULL, 0, 0}}},
    {__NR_fstat, ALLOW, ALWAYS, {{0}}},
    // fstat as the C library writes it.
    {__NR_newfstatat, ALLOW, ALWAYS, {{3, EQUALS, STAT_BY_DESCRIPTOR, 0}}},
    // The C library and Swift's runtime look for files and ask about their place now and then, and go on without.
    {__NR_newfstatat, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_openat, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_readlinkat, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_faccessat, ANSWER(EACCES), ALWAYS, {{0}}},
#ifdef __NR_open
    {__NR_open, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_stat, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_access, ANSWER(EACCES), ALWAYS, {{0}}},
    {__NR_readlink, ANSWER(EACCES), ALWAYS, {{0}}},
#endif
    {__NR_lseek, ANSWER(ESPIPE), ALWAYS, {{0}}},
    {__NR_rt_sigaction, ANSWER(EPERM), ALWAYS, {{0}}},
    {DEATH, SECCOMP_RET_KILL_PROCESS, ALWAYS, {{0}}},
};

// Rules make at most 2 + 3 * 4 + 1 instructions each; the kernel takes 4096.
enum { RULES = sizeof rules / sizeof *rules, MOST_INSTRUCTIONS = 16 * (RULES + 2) };
_Static_assert(MOST_INSTRUCTIONS <= BPF_MAXINSNS, "the filter is too long");

struct program {
    struct sock_filter code[MOST_INSTRUCTIONS];
    unsigned short length;
};

// A jump whose place is not known yet.
enum { TO_THE_END = 0xff };

static void put(struct program *program, uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
    program->code[program->length++] = (struct sock_filter){code, if_true, if_false, value};
}

static void load(struct program *program, size_t offset) {
    put(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void put_condition(struct program *program, const struct condition *condition) {
    // Little-endian on both machines: the lower half first.
    size_t low = offsetof(struct seccomp_data, args) + 8 * (size_t)condition->argument;
    load(program, low);
    switch (condition->test) {
    case EQUALS: put(program, BPF_JMP | BPF_JEQ | BPF_K, condition->value, 0, TO_THE_END); break;
    case LACKS: put(program, BPF_JMP | BPF_JSET | BPF_K, condition->value, TO_THE_END, 0); break;
    case HAS: put(program, BPF_JMP | BPF_JSET | BPF_K, condition->value, 0, TO_THE_END); break;
    case LOW_EQUALS:
        put(program, BPF_ALU | BPF_AND | BPF_K, condition->mask, 0, 0);
        put(program, BPF_JMP | BPF_JEQ | BPF_K, condition->value, 0, TO_THE_END);
        break;
    case IS_NULL:
        put(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, TO_THE_END);
        load(program, low + 4);
        put(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, TO_THE_END);
        break;
    default: break;
    }
}

static void put_rule(struct program *program, const struct rule *rule) {
    unsigned short start = program->length;
    load(program, offsetof(struct seccomp_data, nr));
    put(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->number, 0, TO_THE_END);
    for (int i = 0; i < 3 && rule->conditions[i].test != NOTHING; i++) put_condition(program, &rule->conditions[i]);
    put(program, BPF_RET | BPF_K, rule->verdict, 0, 0);
    for (unsigned short i = start; i < program->length; i++) {
        struct sock_filter *jump = &program->code[i];
        if (BPF_CLASS(jump->code) != BPF_JMP) continue;
        uint8_t rest = (uint8_t)(program->length - i - 1);
        if (jump->jt == TO_THE_END) jump->jt = rest;
        if (jump->jf == TO_THE_END) jump->jf = rest;
    }
}

static int last_word_descriptor = -1;

// Not by way of the C library: nothing here is looked up where a worker can write.
static inline long direct(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = 0;
    register long r9 __asm__("r9") = 0;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = 0;
    register long x5 __asm__("x5") = 0;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#endif
}

static void refused(int signal, siginfo_t *info, void *context) {
    (void)signal;
    (void)context;
    struct quada_last_word word = {info->si_syscall, info->si_arch};
    direct(__NR_sendto, last_word_descriptor, (long)&word, sizeof word, MSG_DONTWAIT | MSG_NOSIGNAL);
    for (;;) direct(DEATH, 0, 0, 0, 0);
}

int quada_install_filter(enum quada_role role, int last_word) {
    last_word_descriptor = last_word;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    // What a runtime does at a crash, it can not do behind the filter: a crash is to be seen as what it is.
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    action.sa_sigaction = refused;
    action.sa_flags = SA_SIGINFO;
    sigfillset(&action.sa_mask);
    if (sigaction(SIGSYS, &action, NULL) < 0) return errno;

    struct program program;
    program.length = 0;
    load(&program, offsetof(struct seccomp_data, arch));
    put(&program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    put(&program, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
#if defined(__x86_64__)
    // x32: the same calls by other numbers.
    load(&program, offsetof(struct seccomp_data, nr));
    put(&program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    put(&program, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
#endif
    for (int i = 0; i < RULES; i++) {
        if (rules[i].roles & role) put_rule(&program, &rules[i]);
    }
    // abort, so that a failed precondition ends the process as it should: this process, this signal.
    struct rule abort = {__NR_tgkill, ALLOW, ALWAYS, {{0, EQUALS, (uint32_t)getpid(), 0}, {2, EQUALS, SIGABRT, 0}}};
    put_rule(&program, &abort);
    put(&program, BPF_RET | BPF_K, SECCOMP_RET_TRAP, 0, 0);

    struct sock_fprog whole = {program.length, program.code};
    long result = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &whole);
    // A number is that of a thread which could not be filtered.
    if (result > 0) return EBUSY;
    return result < 0 ? errno : 0;
}
#endif
