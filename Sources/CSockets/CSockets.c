#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CSockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/errqueue.h>
#endif

static uint64_t load64(const uint8_t *octets) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) value = value << 8 | octets[i];
    return value;
}

static void store64(uint8_t *octets, uint64_t value) {
    for (int i = 0; i < 8; i++) octets[i] = (uint8_t)(value >> (56 - 8 * i));
}

static socklen_t to_sockaddr(const struct quada_endpoint *endpoint, struct sockaddr_storage *out) {
    if (endpoint->family == 4) {
        struct sockaddr_in *in = (struct sockaddr_in *)out;
        memset(in, 0, sizeof *in);
        in->sin_family = AF_INET;
        in->sin_port = htons(endpoint->port);
        in->sin_addr.s_addr = htonl((uint32_t)endpoint->low);
        return sizeof *in;
    }
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
    memset(in6, 0, sizeof *in6);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(endpoint->port);
    store64(in6->sin6_addr.s6_addr, endpoint->high);
    store64(in6->sin6_addr.s6_addr + 8, endpoint->low);
    return sizeof *in6;
}

static void from_sockaddr(const struct sockaddr_storage *in, struct quada_endpoint *out) {
    memset(out, 0, sizeof *out);
    if (in->ss_family == AF_INET) {
        const struct sockaddr_in *in4 = (const struct sockaddr_in *)in;
        out->family = 4;
        out->port = ntohs(in4->sin_port);
        out->low = ntohl(in4->sin_addr.s_addr);
    } else if (in->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)in;
        out->family = 6;
        out->port = ntohs(in6->sin6_port);
        out->high = load64(in6->sin6_addr.s6_addr);
        out->low = load64(in6->sin6_addr.s6_addr + 8);
    }
}

static int set_flags(int fd) {
    int flags = fcntl(fd, F_GETFL, 0);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
#ifdef SO_NOSIGPIPE
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one);
#endif
    return fd;
}

int quada_socket(int family, int stream) {
    int domain = family == 4 ? AF_INET : AF_INET6;
    int type = stream ? SOCK_STREAM : SOCK_DGRAM;
#ifdef __linux__
    int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
#else
    int fd = socket(domain, type, 0);
    if (fd < 0) return -errno;
    fd = set_flags(fd);
    if (fd < 0) return fd;
#endif
    if (family == 6) {
        int one = 1;
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    }
    return fd;
}

int quada_bind(int fd, const struct quada_endpoint *local) {
    struct sockaddr_storage address;
    socklen_t length = to_sockaddr(local, &address);
    return bind(fd, (struct sockaddr *)&address, length) < 0 ? -errno : 0;
}

int quada_bind_random(int fd, int family) {
    struct quada_endpoint any = {.family = (uint8_t)family};
    int result = quada_bind(fd, &any);
    return result < 0 ? result : quada_local_port(fd);
}

int quada_listen(int fd, int backlog) { return listen(fd, backlog) < 0 ? -errno : 0; }

int quada_connect(int fd, const struct quada_endpoint *remote) {
    struct sockaddr_storage address;
    socklen_t length = to_sockaddr(remote, &address);
    return connect(fd, (struct sockaddr *)&address, length) < 0 ? -errno : 0;
}

int quada_accept(int fd, struct quada_endpoint *remote) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int connection = accept(fd, (struct sockaddr *)&address, &length);
    if (connection < 0) return -errno;
    if (remote) from_sockaddr(&address, remote);
    return set_flags(connection);
}

int quada_local_port(int fd) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) return -errno;
    struct quada_endpoint endpoint;
    from_sockaddr(&address, &endpoint);
    return endpoint.port;
}

int quada_pending_error(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return -error;
}

int quada_set_buffers(int fd, int octets) {
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets) < 0) return -errno;
    return setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &octets, sizeof octets) < 0 ? -errno : 0;
}

int quada_send_to(int fd, const uint8_t *octets, size_t length, const struct quada_endpoint *to) {
    struct sockaddr_storage address;
    socklen_t size = to_sockaddr(to, &address);
    return sendto(fd, octets, length, 0, (struct sockaddr *)&address, size) < 0 ? -errno : 0;
}

int quada_send(int fd, const uint8_t *octets, size_t length) { return send(fd, octets, length, 0) < 0 ? -errno : 0; }

int quada_wait_writable(int fd, int milliseconds) {
    struct pollfd descriptor = {.fd = fd, .events = POLLOUT};
    int count = poll(&descriptor, 1, milliseconds);
    return count < 0 ? -errno : count;
}

#ifdef __linux__

int quada_report_icmp(int fd, int family) {
    int one = 1;
    int result = family == 4 ? setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof one)
                             : setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &one, sizeof one);
    return result < 0 ? -errno : 0;
}

int quada_next_icmp(int fd, struct quada_icmp *out) {
    struct sockaddr_storage address;
    _Alignas(struct cmsghdr) uint8_t control[512];
    struct iovec vector = {out->octets, sizeof out->octets};
    struct msghdr message = {.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &vector,
                             .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (length < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
    out->length = (int)length;
    out->error = 0;
    out->is_local = 0;
    memset(&out->destination, 0, sizeof out->destination);
    if (message.msg_namelen > 0) from_sockaddr(&address, &out->destination);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        int is_error = (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR)
                       || (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR);
        if (!is_error) continue;
        struct sock_extended_err extended;
        memcpy(&extended, CMSG_DATA(header), sizeof extended);
        out->error = (int)extended.ee_errno;
        out->is_local = extended.ee_origin == SO_EE_ORIGIN_LOCAL;
    }
    return 1;
}

#else

int quada_report_icmp(int fd, int family) { (void)fd; (void)family; return -ENOPROTOOPT; }

int quada_next_icmp(int fd, struct quada_icmp *out) { (void)fd; (void)out; return 0; }

// The shape of Linux's, for the loops below.
struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};

#endif

struct quada_batch {
    int capacity;
    // How many messages the last call received: the kernel left each one's address length as long as that address.
    int received;
    int octets_each;
    struct mmsghdr *messages;
    struct iovec *vectors;
    struct sockaddr_storage *addresses;
    uint8_t *octets;
};

struct quada_batch *quada_batch_make(int capacity, int octets_each) {
    struct quada_batch *batch = calloc(1, sizeof *batch);
    if (!batch) return NULL;
    batch->capacity = capacity;
    batch->octets_each = octets_each;
    batch->messages = calloc((size_t)capacity, sizeof *batch->messages);
    batch->vectors = calloc((size_t)capacity, sizeof *batch->vectors);
    batch->addresses = calloc((size_t)capacity, sizeof *batch->addresses);
    // A line of the cache more than there is room for: at a distance of 64 KiB all datagrams would meet at the same lines.
    size_t distance = ((size_t)octets_each + 63) / 64 * 64 + 64;
    batch->octets = malloc((size_t)capacity * distance);
    if (!batch->messages || !batch->vectors || !batch->addresses || !batch->octets) {
        quada_batch_free(batch);
        return NULL;
    }
    for (int i = 0; i < capacity; i++) {
        struct msghdr *header = &batch->messages[i].msg_hdr;
        batch->vectors[i].iov_base = batch->octets + (size_t)i * distance;
        batch->vectors[i].iov_len = (size_t)octets_each;
        header->msg_iov = &batch->vectors[i];
        header->msg_iovlen = 1;
        header->msg_name = &batch->addresses[i];
        header->msg_namelen = sizeof batch->addresses[i];
    }
    return batch;
}

void quada_batch_free(struct quada_batch *batch) {
    if (!batch) return;
    free(batch->messages);
    free(batch->vectors);
    free(batch->addresses);
    free(batch->octets);
    free(batch);
}

int quada_batch_receive(struct quada_batch *batch, int fd) {
    // A length left over from IPv4 would cut an IPv6 sender short.
    for (int i = 0; i < batch->received; i++) {
        batch->messages[i].msg_hdr.msg_namelen = sizeof batch->addresses[i];
    }
    batch->received = 0;
#ifdef __linux__
    int count = recvmmsg(fd, batch->messages, (unsigned)batch->capacity, MSG_DONTWAIT, NULL);
    if (count < 0) return -errno;
    batch->received = count;
    return count;
#else
    for (int i = 0; i < batch->capacity; i++) {
        struct msghdr *header = &batch->messages[i].msg_hdr;
        header->msg_namelen = sizeof batch->addresses[i];
        ssize_t length = recvmsg(fd, header, MSG_DONTWAIT);
        if (length < 0) return i > 0 ? i : -errno;
        batch->messages[i].msg_len = (unsigned)length;
    }
    return batch->capacity;
#endif
}

int quada_batch_send(struct quada_batch *batch, int fd, int first, int count) {
#ifdef __linux__
    int sent = sendmmsg(fd, batch->messages + first, (unsigned)count, 0);
    return sent < 0 ? -errno : sent;
#else
    for (int i = 0; i < count; i++) {
        if (sendmsg(fd, &batch->messages[first + i].msg_hdr, 0) < 0) return i > 0 ? i : -errno;
    }
    return count;
#endif
}

int quada_batch_send_connected(struct quada_batch *batch, int fd, int first, int count) {
    for (int i = 0; i < count; i++) {
        const struct iovec *vector = &batch->vectors[first + i];
        if (send(fd, vector->iov_base, vector->iov_len, 0) < 0) return i > 0 ? i : -errno;
    }
    return count;
}

void quada_batch_set(struct quada_batch *batch, int index, const uint8_t *octets, int length,
                     const struct quada_endpoint *to) {
    memcpy(batch->vectors[index].iov_base, octets, (size_t)length);
    batch->vectors[index].iov_len = (size_t)length;
    batch->messages[index].msg_hdr.msg_namelen = to_sockaddr(to, &batch->addresses[index]);
}

const uint8_t *quada_batch_get(const struct quada_batch *batch, int index, int *length, struct quada_endpoint *from) {
    *length = (int)batch->messages[index].msg_len;
    from_sockaddr(&batch->addresses[index], from);
    return batch->vectors[index].iov_base;
}
