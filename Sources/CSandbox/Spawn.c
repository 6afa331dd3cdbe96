#ifdef __linux__
#define _GNU_SOURCE

#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
enum { STACK_OCTETS = 256 * 1024, FIRST_PARKED = 64, MOST_DESCRIPTORS = 8, KERNEL_SIGNALS = 64 };

// What a child knows between clone and exec. It has the parent's memory and writes none of it but its own stack, and
// errno, which the waiting parent does not read.
struct cradle {
    const struct quada_birth *birth;
    // A trial closes its doors instead of executing something.
    const struct quada_doors *doors;
    // A word from the parent: the maps of users are written.
    int go;
    // An errno of a step that failed; exec closes it without a word.
    int result;
    // The parent's ends of both, which the child closes: the parent's death must be seen.
    int parents[2];
};

static int wants(uint64_t wanted, int measure) { return (wanted >> measure & 1) != 0; }

static unsigned long namespaces(uint64_t wanted) {
    unsigned long flags = 0;
    if (wants(wanted, QUADA_USER_NAMESPACE)) flags |= CLONE_NEWUSER;
    if (wants(wanted, QUADA_MOUNT_NAMESPACE)) flags |= CLONE_NEWNS;
    if (wants(wanted, QUADA_PROCESS_NAMESPACE)) flags |= CLONE_NEWPID;
    if (wants(wanted, QUADA_IPC_NAMESPACE)) flags |= CLONE_NEWIPC;
    if (wants(wanted, QUADA_HOST_NAMESPACE)) flags |= CLONE_NEWUTS;
    if (wants(wanted, QUADA_CGROUP_NAMESPACE)) flags |= CLONE_NEWCGROUP;
    if (wants(wanted, QUADA_NETWORK_NAMESPACE)) flags |= CLONE_NEWNET;
    return flags;
}

static int write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    ssize_t count = write(fd, text, strlen(text));
    int error = count < 0 ? errno : 0;
    close(fd);
    return error;
}

// Who the child is in its own namespace is who it is outside; of root's children the one user as well that they become.
static int write_maps(pid_t pid, const struct quada_birth *birth) {
    char path[64], users[96], groups[96];
    unsigned uid = geteuid(), gid = getegid();
    int length = snprintf(users, sizeof users, "%u %u 1\n", uid, uid);
    if (birth->uid) snprintf(users + length, sizeof users - (size_t)length, "%u %u 1\n", birth->uid, birth->uid);
    length = snprintf(groups, sizeof groups, "%u %u 1\n", gid, gid);
    if (birth->gid) snprintf(groups + length, sizeof groups - (size_t)length, "%u %u 1\n", birth->gid, birth->gid);
    if (!birth->uid) {
        // An ordinary user may map a group only where groups can not be dropped (user_namespaces(7)).
        snprintf(path, sizeof path, "/proc/%d/setgroups", pid);
        int error = write_file(path, "deny");
        if (error) return error;
    }
    snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
    int error = write_file(path, users);
    if (error) return error;
    snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
    return write_file(path, groups);
}

// An exec takes the capabilities of a user namespace from whoever is not root in it; as ambient ones they stay until the
// doors are closed.
static int keep_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0, sizeof data);
    if (syscall(SYS_capget, &header, data) < 0) return errno;
    for (int i = 0; i < 2; i++) data[i].inheritable = data[i].permitted;
    if (syscall(SYS_capset, &header, data) < 0) return errno;
    static const int needed[] = {CAP_SETPCAP, CAP_SYS_ADMIN, CAP_SYS_CHROOT};
    for (int i = 0; i < 3; i++) {
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, needed[i], 0, 0) < 0) return errno;
    }
    return 0;
}

// Handlers go with exec, ignored signals would not; and no signal stays blocked.
static void reset_signals(void) {
    struct {
        void *handler;
        unsigned long flags;
        void *restorer;
        uint64_t mask;
    } none;
    memset(&none, 0, sizeof none);
    for (int number = 1; number <= KERNEL_SIGNALS; number++) {
        syscall(SYS_rt_sigaction, number, &none, NULL, sizeof none.mask);
    }
    uint64_t empty = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &empty, NULL, sizeof empty);
}

// 0, 1 and 2, then the caller's; parked high first, so that none is overwritten before it was placed.
static int place(struct cradle *cradle) {
    const struct quada_birth *birth = cradle->birth;
    int parked[MOST_DESCRIPTORS];
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) return errno;
    nothing = fcntl(nothing, F_DUPFD_CLOEXEC, FIRST_PARKED);
    cradle->result = fcntl(cradle->result, F_DUPFD_CLOEXEC, FIRST_PARKED);
    int error = birth->standard_error < 0 ? nothing : fcntl(birth->standard_error, F_DUPFD_CLOEXEC, FIRST_PARKED);
    if (nothing < 0 || cradle->result < 0 || error < 0) return errno;
    for (int i = 0; i < birth->descriptor_count; i++) {
        parked[i] = fcntl(birth->descriptors[i], F_DUPFD_CLOEXEC, FIRST_PARKED);
        if (parked[i] < 0) return errno;
    }
    if (dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(error, 2) < 0) return errno;
    for (int i = 0; i < birth->descriptor_count; i++) {
        if (dup2(parked[i], QUADA_FIRST_DESCRIPTOR + i) < 0) return errno;
    }
    if (!wants(birth->wanted, QUADA_DESCRIPTORS)) return 0;
    unsigned first = (unsigned)(QUADA_FIRST_DESCRIPTOR + birth->descriptor_count);
    // CLOSE_RANGE_CLOEXEC: the descriptor for the result is open until exec.
    return syscall(SYS_close_range, first, ~0U, 4) < 0 ? errno : 0;
}

static int prepare(struct cradle *cradle) {
    const struct quada_birth *birth = cradle->birth;
    uint64_t wanted = birth->wanted;
    close(cradle->parents[0]);
    close(cradle->parents[1]);
    char word;
    if (read(cradle->go, &word, 1) != 1) return ECHILD;
    if (wants(wanted, QUADA_PARENT_DEATH)) {
        // Before exec already: the parent may be gone before the doors are closed, and then nobody reads the result.
        if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return errno;
        struct pollfd reader = {.fd = cradle->result, .events = 0};
        if (poll(&reader, 1, 0) != 0) return ECHILD;
    }
    if (wants(wanted, QUADA_USER_NAMESPACE) && !birth->uid) {
        int error = keep_capabilities();
        if (error) return error;
    }
    // What is mounted within is not seen outside.
    if (wants(wanted, QUADA_MOUNT_NAMESPACE) && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return errno;
    // The machine's name is nobody's business there.
    if (wants(wanted, QUADA_HOST_NAMESPACE) && sethostname("quada", 5) < 0) return errno;
    reset_signals();
    if (wants(wanted, QUADA_SESSION) && setsid() < 0) return errno;
    return 0;
}

static int child(void *argument) {
    struct cradle mine = *(struct cradle *)argument;
    int error = prepare(&mine);
    if (mine.doors) {
        struct quada_outcome outcome;
        memset(&outcome, 0xff, sizeof outcome);
        if (!error) quada_close_doors(mine.doors, 1, &outcome);
        // Both go in one write, which is whole since it is shorter than a page (pipe(7)).
        struct {
            int error;
            struct quada_outcome outcome;
        } told = {error, outcome};
        ssize_t count = write(mine.result, &told, sizeof told);
        syscall(SYS_exit_group, count == sizeof told ? 0 : 1);
    }
    if (!error) error = place(&mine);
    if (!error) {
        char *const none[] = {NULL};
        execve(mine.birth->path ? mine.birth->path : "/proc/self/exe", mine.birth->arguments, none);
        error = errno;
    }
    ssize_t count = write(mine.result, &error, sizeof error);
    syscall(SYS_exit_group, count == sizeof error ? 127 : 126);
    return 0;
}

static ssize_t read_fully(int fd, void *octets, size_t length) {
    size_t count = 0;
    while (count < length) {
        ssize_t more = read(fd, (char *)octets + count, length - count);
        if (more == 0) break;
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return -errno;
        count += (size_t)more;
    }
    return (ssize_t)count;
}

static void reap_now(int pidfd) {
    siginfo_t info;
    while (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) < 0 && errno == EINTR) {}
}

// A child that ran to exec, or to the end of its trial, whose words are then in told. Its memory is the parent's until
// then (CLONE_VM): no page table is copied, however large the parent is. A trial has memory of its own, for it changes
// limits and users with the C library's help.
static int bear(struct cradle *cradle, void *told, size_t length, size_t *told_length, struct quada_child *out) {
    int go[2], result[2];
    if (pipe2(go, O_CLOEXEC) < 0) return -errno;
    if (pipe2(result, O_CLOEXEC) < 0) {
        int error = errno;
        close(go[0]);
        close(go[1]);
        return -error;
    }
    cradle->go = go[0];
    cradle->result = result[1];
    cradle->parents[0] = go[1];
    cradle->parents[1] = result[0];
    char *stack = mmap(NULL, STACK_OCTETS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int pidfd = -1;
    unsigned long flags = namespaces(cradle->birth->wanted) | CLONE_PIDFD | SIGCHLD;
    if (!cradle->doors) flags |= CLONE_VM;
    pid_t pid = -1;
    int error = ENOMEM;
    if (stack != MAP_FAILED) {
        pid = clone(child, stack + STACK_OCTETS, (int)flags, cradle, &pidfd);
        error = pid < 0 ? errno : 0;
    }
    close(go[0]);
    close(result[1]);
    ssize_t count = 0;
    if (pid > 0) {
        if (flags & CLONE_NEWUSER) error = write_maps(pid, cradle->birth);
        if (!error && write(go[1], "g", 1) != 1) error = errno;
    }
    close(go[1]);
    if (pid > 0) {
        // Ends with exec, or with the child; its memory is its own or nobody's by then.
        count = read_fully(result[0], told, length);
        if (count < 0 && !error) error = (int)-count;
    }
    close(result[0]);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (stack != MAP_FAILED) munmap(stack, STACK_OCTETS);
    if (pid < 0) return -error;
    *told_length = count > 0 ? (size_t)count : 0;
    if (!error && !cradle->doors && count == 0) {
        *out = (struct quada_child){pid, pidfd};
        return 0;
    }
    quada_kill(pidfd);
    reap_now(pidfd);
    close(pidfd);
    return -error;
}

int quada_spawn(const struct quada_birth *birth, struct quada_child *out) {
    if (birth->descriptor_count > MOST_DESCRIPTORS) return -EMFILE;
    struct cradle cradle = {.birth = birth, .doors = NULL};
    int told = 0;
    size_t length = 0;
    *out = (struct quada_child){-1, -1};
    int error = bear(&cradle, &told, sizeof told, &length, out);
    if (error) return error;
    if (length == 0) return out->pid > 0 ? 0 : -ECHILD;
    return length == sizeof told && told > 0 ? -told : -ECHILD;
}

int quada_trial(const struct quada_birth *birth, const struct quada_doors *doors, struct quada_outcome *outcome) {
    struct cradle cradle = {.birth = birth, .doors = doors};
    struct {
        int error;
        struct quada_outcome outcome;
    } told;
    size_t length = 0;
    struct quada_child none;
    int error = bear(&cradle, &told, sizeof told, &length, &none);
    if (error) return error;
    if (length != sizeof told) return -ECHILD;
    *outcome = told.outcome;
    return -told.error;
}

int quada_kill(int pidfd) { return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) < 0 ? -errno : 0; }

int quada_reap(int pidfd, int waits, int *status, int *was_killed) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int result;
    do {
        result = waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | (waits ? 0 : WNOHANG));
    } while (result < 0 && errno == EINTR);
    if (result < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *status = info.si_status;
    *was_killed = info.si_code != CLD_EXITED;
    return 1;
}
#endif
