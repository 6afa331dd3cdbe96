#ifdef __linux__
#define _GNU_SOURCE

#include "Attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

typedef const struct quada_scene *scene_t;

static struct sockaddr_in loopback(uint16_t port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static socklen_t unix_address(struct sockaddr_un *address, const char *name, int is_abstract) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path + is_abstract, sizeof address->sun_path - 1, "%s", name);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)is_abstract + strlen(name));
}

static int ended(int fd, long result) {
    int error = result < 0 ? errno : 0;
    close(fd);
    return error;
}

static int open_socket(int family, int type, int protocol) {
    int fd = socket(family, type, protocol);
    return fd < 0 ? errno : ended(fd, 0);
}

static int connect_unix(const char *name, int is_abstract) {
    struct sockaddr_un address;
    socklen_t length = unix_address(&address, name, is_abstract);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return fd < 0 ? errno : ended(fd, connect(fd, (struct sockaddr *)&address, length));
}

static int try_inet(int type, uint16_t port) {
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, type, 0);
    if (fd < 0) return errno;
    if (type == SOCK_STREAM) return ended(fd, connect(fd, (struct sockaddr *)&address, sizeof address));
    return ended(fd, sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
}

int quada_try_listen(scene_t s) {
    (void)s;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? errno : ended(fd, listen(fd, 1));
}
int quada_try_path(scene_t s) { return connect_unix(s->path, 0); }
int quada_try_abstract(scene_t s) { return connect_unix(s->abstract, 1); }
int quada_try_raw(scene_t s) { (void)s; return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }
int quada_try_netlink(scene_t s) { (void)s; return open_socket(AF_NETLINK, SOCK_RAW, 0); }
int quada_try_packet(scene_t s) { (void)s; return open_socket(AF_PACKET, SOCK_RAW, 0); }
int quada_try_filter(scene_t s) {
    (void)s;
    struct sock_filter all = {BPF_RET | BPF_K, 0, 0, 0xffff};
    struct sock_fprog program = {1, &all};
    // The socket to the supervisor is there in any case.
    if (setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0) return errno;
    setsockopt(3, SOL_SOCKET, SO_DETACH_FILTER, &program, sizeof program);
    return 0;
}
int quada_try_tcp(scene_t s) { return try_inet(SOCK_STREAM, s->other_port); }
int quada_try_udp(scene_t s) { return try_inet(SOCK_DGRAM, s->other_port); }
int quada_try_allowed_tcp(scene_t s) { return try_inet(SOCK_STREAM, s->allowed_port); }
int quada_try_allowed_udp(scene_t s) { return try_inet(SOCK_DGRAM, s->allowed_port); }
int quada_try_handed(scene_t s) {
    struct sockaddr_in address = loopback(s->other_port);
    return sendto(s->handed, "x", 1, 0, (struct sockaddr *)&address, sizeof address) < 0 ? errno : 0;
}

int quada_try_connected(scene_t s) {
    struct sockaddr_in address = loopback(s->other_port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) return errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return ended(fd, -1);
    return ended(fd, write(fd, "x", 1));
}
int quada_try_many(scene_t s) {
    struct sockaddr_in address = loopback(s->other_port);
    struct iovec vector = {"x", 1};
    struct mmsghdr message = {.msg_hdr = {.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &vector, .msg_iovlen = 1}};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    return fd < 0 ? errno : ended(fd, sendmmsg(fd, &message, 1, 0));
}

void quada_take_terminal(int terminal) {
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
}

int quada_open_terminal(int *slave) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0) return -1;
    char *name = grantpt(master) == 0 && unlockpt(master) == 0 ? ptsname(master) : NULL;
    *slave = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (*slave >= 0) return master;
    close(master);
    return -1;
}

int quada_listen_loopback(int stream, uint16_t *port) {
    struct sockaddr_in address = loopback(*port);
    int fd = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    socklen_t length = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    if (stream && listen(fd, 1000) < 0) return -1;
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) return -1;
    *port = ntohs(address.sin_port);
    return fd;
}

int quada_listen_unix(const char *name, int is_abstract) {
    struct sockaddr_un address;
    socklen_t length = unix_address(&address, name, is_abstract);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 1000) < 0) return -1;
    // A server for everyone, as many of the machine's are.
    if (!is_abstract) chmod(name, 0777);
    return fd;
}

int quada_make_segment(void) { return shmget(IPC_PRIVATE, 4096, 0666); }
void quada_remove_segment(int segment) { shmctl(segment, IPC_RMID, NULL); }
#endif
