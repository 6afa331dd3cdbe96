#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CSockets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    char octets[CMSG_SPACE(QUADA_DESCRIPTORS_AT_ONCE * sizeof(int))];
    struct cmsghdr aligned;
};

int quada_send_descriptors(int channel, const void *octets, int length, const int *descriptors, int count) {
    union control control;
    struct iovec vector = {(void *)octets, (size_t)length};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (count > 0) {
        size_t size = (size_t)count * sizeof *descriptors;
        memset(&control, 0, sizeof control);
        message.msg_control = control.octets;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(header), descriptors, size);
    }
#ifdef MSG_NOSIGNAL
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
    int flags = MSG_DONTWAIT;
#endif
    return sendmsg(channel, &message, flags) < 0 ? -errno : 0;
}

// Takes what came, and closes it where there is more than was asked for.
static int take(struct msghdr *message, int *descriptors, int capacity) {
    int found = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t number = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < number; i++) {
            int each;
            memcpy(&each, CMSG_DATA(header) + i * sizeof(int), sizeof each);
            if (found < capacity) descriptors[found] = each;
            else close(each);
            found++;
        }
    }
    return found;
}

int quada_receive_descriptors(int channel, void *octets, int length, int *descriptors, int capacity, int *count) {
    union control control;
    struct iovec vector = {octets, (size_t)length};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.octets, .msg_controllen = sizeof control.octets};
    *count = 0;
#ifdef MSG_CMSG_CLOEXEC
    ssize_t size = recvmsg(channel, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
#else
    ssize_t size = recvmsg(channel, &message, MSG_DONTWAIT);
#endif
    if (size < 0) return -errno;
    int found = take(&message, descriptors, capacity);
    int error = 0;
    if (message.msg_flags & MSG_TRUNC || found > capacity) error = EPROTO;
    // The kernel could not give them all: this process has no descriptor left.
    else if (message.msg_flags & MSG_CTRUNC) error = EMFILE;
    if (error) {
        for (int i = 0; i < found && i < capacity; i++) close(descriptors[i]);
        return -error;
    }
#ifndef MSG_CMSG_CLOEXEC
    for (int i = 0; i < found; i++) fcntl(descriptors[i], F_SETFD, FD_CLOEXEC);
#endif
    *count = found;
    return (int)size;
}

int quada_share_port(int fd) {
    int one = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) < 0 ? -errno : 0;
}
