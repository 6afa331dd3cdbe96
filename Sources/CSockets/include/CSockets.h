#pragma once

// What Swift can not call directly: recvmmsg and sendmmsg (hidden behind _GNU_SOURCE), the error queue's control
// messages, and the sockaddr unions. Everything that decides is in Swift.

#include <stddef.h>
#include <stdint.h>
#ifdef __linux__
// Not in Swift's module of the C library.
#include <sys/epoll.h>
#endif

// An address and a port in host order; family is 4 or 6, an IPv4 address is the lower 32 bits of low.
struct quada_endpoint {
    uint64_t high;
    uint64_t low;
    uint16_t port;
    uint8_t family;
};

// What the network said of a datagram sent earlier (Linux: the socket's error queue).
struct quada_icmp {
    // Where that datagram went.
    struct quada_endpoint destination;
    int error;
    // Whether this machine's own kernel said it, not the network.
    int is_local;
    // The first octets of that datagram.
    uint8_t octets[16];
    int length;
};

struct quada_batch;

// Every function returns -errno where it fails.

// A non-blocking, close-on-exec socket; stream is 0 for UDP. An IPv6 socket carries IPv6 only.
int quada_socket(int family, int stream);
// Binds to the wildcard address and a port of the kernel's random choice; returns the port.
int quada_bind_random(int fd, int family);
int quada_bind(int fd, const struct quada_endpoint *local);
int quada_listen(int fd, int backlog);
int quada_connect(int fd, const struct quada_endpoint *remote);
// The connection, non-blocking; remote may be NULL.
int quada_accept(int fd, struct quada_endpoint *remote);
int quada_local_port(int fd);
// SO_ERROR, 0 where the socket is well.
int quada_pending_error(int fd);
int quada_set_buffers(int fd, int octets);
// Asks for ICMP errors of unconnected sockets; -ENOPROTOOPT where the system has no such thing.
int quada_report_icmp(int fd, int family);
// 1 where an error was taken from the queue, 0 where it is empty.
int quada_next_icmp(int fd, struct quada_icmp *out);
int quada_send_to(int fd, const uint8_t *octets, size_t length, const struct quada_endpoint *to);
// To where the socket is connected.
int quada_send(int fd, const uint8_t *octets, size_t length);
// Waits until the socket can be written to, or the time is over.
int quada_wait_writable(int fd, int milliseconds);

// Datagrams with their addresses, received or sent with one call where the system can. NULL without memory.
struct quada_batch *quada_batch_make(int capacity, int octets_each);
void quada_batch_free(struct quada_batch *batch);
// The number received, at most the capacity.
int quada_batch_receive(struct quada_batch *batch, int fd);
// The number sent of the count from first; the error is that of the first one.
int quada_batch_send(struct quada_batch *batch, int fd, int first, int count);
// The same over a connected socket, whatever addresses the datagrams have, and without naming one to the kernel.
int quada_batch_send_connected(struct quada_batch *batch, int fd, int first, int count);
void quada_batch_set(struct quada_batch *batch, int index, const uint8_t *octets, int length,
                     const struct quada_endpoint *to);
// The datagram's octets and the endpoint it came from.
const uint8_t *quada_batch_get(const struct quada_batch *batch, int index, int *length, struct quada_endpoint *from);

enum { QUADA_DESCRIPTORS_AT_ONCE = 4 };
// One message with descriptors over a channel that keeps messages apart; neither call waits. 0 or -errno.
int quada_send_descriptors(int channel, const void *octets, int length, const int *descriptors, int count);
// The octets of the message, 0 at the end of the channel. A message that is longer or has more descriptors than there is
// room for is -EPROTO, one whose descriptors this process can not hold -EMFILE; no descriptor is left open then.
int quada_receive_descriptors(int channel, void *octets, int length, int *descriptors, int capacity, int *count);
// Lets another socket of the same user have the same port.
int quada_share_port(int fd);
