#ifdef __linux__
#define _GNU_SOURCE

#include "CSandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int quada_message_pair(int pair[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ? -errno : 0; }

int quada_take_last_word(int fd, struct quada_last_word *word) {
    struct quada_last_word found;
    if (recv(fd, &found, sizeof found, MSG_DONTWAIT) != sizeof found) return 0;
    *word = found;
    return 1;
}

int quada_send_message(int fd, const void *octets, int length, int descriptor) {
    union {
        char octets[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    memset(&control, 0, sizeof control);
    struct iovec vector = {(void *)octets, (size_t)length};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = control.octets;
        message.msg_controllen = sizeof control.octets;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    ssize_t count;
    do {
        count = sendmsg(fd, &message, MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : (int)count;
}

int quada_receive_message(int fd, void *octets, int capacity, int *descriptor) {
    // Room for more than one, so that a second one is seen and closed.
    union {
        char octets[CMSG_SPACE(4 * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec vector = {octets, (size_t)capacity};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.octets, .msg_controllen = sizeof control.octets};
    *descriptor = -1;
    ssize_t count;
    do {
        count = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    int found = 0, taken = -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t number = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < number; i++) {
            int each;
            memcpy(&each, CMSG_DATA(header) + i * sizeof(int), sizeof each);
            if (found++ == 0) taken = each;
            else close(each);
        }
    }
    if (found > 1 || message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        if (taken >= 0) close(taken);
        return -EPROTO;
    }
    *descriptor = taken;
    return (int)count;
}
#endif
