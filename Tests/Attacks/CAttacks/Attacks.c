#ifdef __linux__
#define _GNU_SOURCE

#include "Attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef const struct quada_scene *scene_t;

// Something that a call gave and that shows it succeeded.
static int got(long fd) {
    if (fd < 0) return errno;
    close((int)fd);
    return 0;
}

static int done(long result) { return result < 0 ? errno : 0; }

// MARK: - Files

static int open_file(const char *path, int flags) { return got(open(path, flags | O_CLOEXEC, 0600)); }
static int read_passwd(scene_t s) { (void)s; return open_file("/etc/passwd", O_RDONLY); }
static int read_memory_file(scene_t s) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", s->supervisor);
    return open_file(path, O_RDONLY);
}
static int write_file(scene_t s) {
    (void)s;
    char path[64];
    snprintf(path, sizeof path, "/tmp/quada-attack-%ld", (long)syscall(SYS_gettid) * 1000 + time(NULL) % 1000);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) return errno;
    unlink(path);
    return got(fd);
}
static int write_root(scene_t s) {
    (void)s;
    if (mkdir("/quada-attack-folder", 0700) == 0) return done(rmdir("/quada-attack-folder"));
    // Who is not root can not write there anyway: the folder for everyone is the next.
    int error = errno;
    if (mkdir("/tmp/quada-attack-folder", 0700) == 0) return done(rmdir("/tmp/quada-attack-folder"));
    return error;
}
static int escape_root(scene_t s) {
    (void)s;
    if (mkdir("cell", 0700) == 0 || errno == EEXIST) (void)!chroot("cell");
    for (int i = 0; i < 64; i++) (void)!chdir("..");
    (void)!chroot(".");
    int error = open_file("etc/passwd", O_RDONLY);
    rmdir("cell");
    return error;
}
static int fill_handed_file(scene_t s) { return write(s->handed, "owned", 5) == 5 ? 0 : errno; }
static int use_forgotten_descriptor(scene_t s) {
    (void)s;
    // 0 to 2, and what a worker is given from 3 on.
    for (int fd = 6; fd < 400; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) return 0;
    }
    return EBADF;
}
static int make_memory_file(scene_t s) { (void)s; return got(memfd_create("attack", 0)); }
// Over a folder that everyone sees, and seen by the supervisor: it could stand over /etc as well.
static int mount_for_all(scene_t s) {
    char path[96];
    const char *place = "/tmp/quada-attack-mount";
    if (mkdir(place, 0700) < 0 && errno != EEXIST) return errno;
    int error = done(mount("none", place, "tmpfs", 0, "size=4k"));
    if (!error) {
        snprintf(path, sizeof path, "%s/file", place);
        error = got(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        snprintf(path, sizeof path, "/proc/%d/root%s/file", s->supervisor, place);
        if (!error) error = open_file(path, O_RDONLY);
        umount2(place, MNT_DETACH);
    }
    rmdir(place);
    return error;
}
static int watch_files(scene_t s) { (void)s; return got(syscall(SYS_inotify_init1, 0)); }
static int learn_control_group(scene_t s) {
    (void)s;
    char text[4096];
    int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    ssize_t count = read(fd, text, sizeof text - 1);
    close(fd);
    if (count < 0) return errno;
    text[count] = 0;
    // Each line ends with the place; "/" says nothing.
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *place = strrchr(line, ':');
        if (place && strcmp(place, ":/") != 0) return 0;
    }
    return ENOENT;
}

// MARK: - Other processes

static int read_memory(int pid) {
    char octets[8];
    static const char there[8] = "there";
    struct iovec mine = {octets, sizeof octets}, theirs = {(void *)there, sizeof there};
    if (process_vm_readv(pid, &mine, 1, &theirs, 1, 0) >= 0) return 0;
    // An address that is not the other's: allowed all the same.
    return errno == EFAULT ? 0 : errno;
}
static int trace(int pid) {
    if (ptrace(PTRACE_SEIZE, pid, 0, 0) < 0) return errno;
    ptrace(PTRACE_INTERRUPT, pid, 0, 0);
    waitpid(pid, NULL, __WALL);
    ptrace(PTRACE_DETACH, pid, 0, 0);
    return 0;
}
// With process 1 of a namespace the attacker is meant, not the victim: only an ID that is not its own counts.
static int other(int pid, long result) {
    if (result < 0) return errno;
    return pid == getpid() ? ESRCH : 0;
}
static int reprioritise(int pid) { return other(pid, setpriority(PRIO_PROCESS, (id_t)pid, 5)); }
static int bind_to_processor(int pid) {
    unsigned long mask[16] = {1};
    return other(pid, syscall(SYS_sched_setaffinity, pid, sizeof mask, mask));
}
static int read_supervisor(scene_t s) { return read_memory(s->supervisor); }
static int read_sibling(scene_t s) { return read_memory(s->sibling); }
static int trace_supervisor(scene_t s) { return trace(s->supervisor); }
static int trace_sibling(scene_t s) { return trace(s->sibling); }
static int kill_supervisor(scene_t s) { return other(s->supervisor, kill(s->supervisor, SIGURG)); }
static int kill_sibling(scene_t s) { return other(s->sibling, kill(s->sibling, SIGURG)); }
static int tgkill_supervisor(scene_t s) {
    return other(s->supervisor, syscall(SYS_tgkill, s->supervisor, s->supervisor, SIGURG));
}
static int tgkill_sibling(scene_t s) { return other(s->sibling, syscall(SYS_tgkill, s->sibling, s->sibling, SIGURG)); }
static int hold_supervisor(scene_t s) { return got(syscall(434, s->supervisor, 0)); }
static int hold_sibling(scene_t s) { return got(syscall(434, s->sibling, 0)); }
static int slow_supervisor(scene_t s) { return reprioritise(s->supervisor); }
static int slow_sibling(scene_t s) { return reprioritise(s->sibling); }
static int bind_supervisor(scene_t s) { return bind_to_processor(s->supervisor); }
static int bind_sibling(scene_t s) { return bind_to_processor(s->sibling); }
static int share_session(scene_t s) { (void)s; return getsid(0) == getpid() ? EPERM : done(getsid(0)); }
static int type_into_terminal(scene_t s) { return done(syscall(SYS_ioctl, s->handed, 0x5412 /* TIOCSTI */, "x")); }

// MARK: - Processes and programs

static int make_process(scene_t s) {
    (void)s;
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid < 0) return errno;
    if (pid == 0) _exit(0);
    return done(waitpid((pid_t)pid, NULL, 0));
}
static void *nothing(void *none) { return none; }
static int make_thread(scene_t s) {
    (void)s;
    pthread_t thread;
    int error = pthread_create(&thread, NULL, nothing, NULL);
    return error ? error : pthread_join(thread, NULL);
}
static int make_many_processes(scene_t s) {
    (void)s;
    pid_t made[64];
    int count = 0, error = 0;
    for (; count < 64 && !error; count++) {
        made[count] = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (made[count] == 0) for (;;) pause();
        if (made[count] < 0) error = errno;
    }
    for (int i = 0; i < count; i++) {
        if (made[i] > 0) {
            kill(made[i], SIGKILL);
            waitpid(made[i], NULL, 0);
        }
    }
    return error;
}
static int execute(scene_t s) {
    (void)s;
    char *arguments[] = {"true", NULL}, *none[] = {NULL};
    pid_t pid = vfork();
    if (pid < 0) return errno;
    if (pid == 0) {
        execve("/bin/true", arguments, none);
        _exit(errno);
    }
    int status;
    if (waitpid(pid, &status, 0) < 0) return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}
static int become_root_by_executing(scene_t s) {
    int ends[2];
    if (pipe(ends) < 0) return errno;
    char *arguments[] = {(char *)s->set_uid, "-u", NULL}, *none[] = {NULL};
    pid_t pid = vfork();
    if (pid < 0) return errno;
    if (pid == 0) {
        dup2(ends[1], 1);
        execve(s->set_uid, arguments, none);
        _exit(1);
    }
    close(ends[1]);
    char user[16] = "";
    ssize_t count = read(ends[0], user, sizeof user - 1);
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return count > 0 && strcmp(user, "0\n") == 0 ? 0 : EPERM;
}
static int become_root(scene_t s) {
    (void)s;
    if (syscall(SYS_setuid, 0) < 0) return errno;
    return geteuid() == 0 ? 0 : EPERM;
}
static int make_namespace(scene_t s) { (void)s; return done(unshare(CLONE_NEWUSER)); }

// MARK: - Memory, limits

static int map_code(scene_t s) {
    (void)s;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}
static int write_then_execute(scene_t s) {
    (void)s;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return errno;
    return done(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}
static int take_memory(scene_t s) {
    (void)s;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    return mmap(NULL, 4UL << 30, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED ? errno : 0;
}
static int lock_memory(scene_t s) {
    (void)s;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : done(mlock(page, 4096));
}
static int take_processor(scene_t s) {
    (void)s;
    struct timespec now;
    do {
        for (volatile int i = 0; i < 1000000; i++) {}
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    } while (now.tv_sec < 3);
    return 0;
}
static int take_descriptors(scene_t s) {
    (void)s;
    int made[300], count = 0, error = 0;
    for (; count < 300 && !error; count++) {
        made[count] = epoll_create1(0);
        if (made[count] < 0) error = errno;
    }
    for (int i = 0; i < count; i++) {
        if (made[i] >= 0) close(made[i]);
    }
    return error;
}
static int raise_limit(scene_t s) {
    (void)s;
    struct rlimit less = {1000, 1000}, more = {2000, 2000};
    if (setrlimit(RLIMIT_STACK, &less) < 0) return errno;
    return done(setrlimit(RLIMIT_STACK, &more));
}
static int want_core(scene_t s) {
    (void)s;
    struct rlimit core = {1 << 20, 1 << 20};
    return done(setrlimit(RLIMIT_CORE, &core));
}
static int want_dump(scene_t s) { (void)s; return done(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); }

// MARK: - The kernel's larger doors

static int use_io_uring(scene_t s) { (void)s; char p[120] = {0}; return got(syscall(425, 4, p)); }
static int load_bpf(scene_t s) {
    (void)s;
    uint32_t map[18] = {2 /* an array */, 4, 4, 1};
    return got(syscall(SYS_bpf, 0 /* BPF_MAP_CREATE */, map, sizeof map));
}
static int handle_faults(scene_t s) { (void)s; return got(syscall(SYS_userfaultfd, O_CLOEXEC | 1)); }
static int count_events(scene_t s) {
    (void)s;
    // Software clock, of the user's part alone.
    struct { uint32_t type, size; uint64_t config, period, sample, read, flags, rest[10]; } event;
    memset(&event, 0, sizeof event);
    event.type = 1;
    event.size = 112;
    event.flags = 1 << 5 | 1 << 6;
    return got(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
}
static int add_key(scene_t s) { (void)s; return done(syscall(SYS_add_key, "user", "quada-attack", "x", 1, -2)); }
static int learn_host(scene_t s) {
    (void)s;
    struct utsname name;
    if (uname(&name) < 0) return errno;
    return strcmp(name.nodename, "quada") == 0 ? ENOENT : 0;
}
static int attach_segment(scene_t s) {
    void *at = (void *)syscall(SYS_shmat, s->segment, NULL, 0);
    return at == (void *)-1 ? errno : done(syscall(SYS_shmdt, at));
}
static int make_segment(scene_t s) {
    (void)s;
    int segment = quada_make_segment();
    if (segment < 0) return errno;
    quada_remove_segment(segment);
    return 0;
}
static int make_queue(scene_t s) {
    (void)s;
    long queue = syscall(SYS_mq_open, "quada-attack", O_CREAT | O_RDWR, 0600, NULL);
    if (queue < 0) return errno;
    syscall(SYS_mq_unlink, "quada-attack");
    return got(queue);
}

// MARK: - Against the filter

static volatile sig_atomic_t refusals;
static void survive(int number) { (void)number; refusals = refusals + 1; }
static int survive_refusal(scene_t s) {
    (void)s;
    struct sigaction action = {.sa_handler = survive};
    sigaction(SIGSYS, &action, NULL);
    // Alive after a refusal is all that is wanted here.
    syscall(SYS_getppid);
    return 0;
}
static int block_refusal(scene_t s) {
    (void)s;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    syscall(SYS_getppid);
    return 0;
}
static int use_other_numbers(scene_t s) {
    (void)s;
#ifdef __x86_64__
    // getpid by x32; a kernel without x32 knows no such call.
    return done(syscall(0x40000000 | SYS_getpid)) == 0 ? 0 : errno == ENOSYS ? 0 : errno;
#else
    return 0;
#endif
}

// MARK: - The table

static const struct {
    const char *name;
    int (*attempt)(scene_t scene);
} attacks[] = {
    {"read /etc/passwd", read_passwd},
    {"open /proc/SUPERVISOR/mem", read_memory_file},
    {"write a file", write_file},
    {"make a folder in the root", write_root},
    {"escape the root", escape_root},
    {"write into a file that was handed in", fill_handed_file},
    {"use a forgotten descriptor", use_forgotten_descriptor},
    {"mount over a folder of the machine", mount_for_all},
    {"memfd_create", make_memory_file},
    {"watch files", watch_files},
    {"learn the control group", learn_control_group},
    {"learn the machine's name", learn_host},
    {"process_vm_readv the supervisor", read_supervisor},
    {"process_vm_readv a sibling", read_sibling},
    {"ptrace the supervisor", trace_supervisor},
    {"ptrace a sibling", trace_sibling},
    {"kill the supervisor", kill_supervisor},
    {"kill a sibling", kill_sibling},
    {"tgkill the supervisor", tgkill_supervisor},
    {"tgkill a sibling", tgkill_sibling},
    {"pidfd_open the supervisor", hold_supervisor},
    {"pidfd_open a sibling", hold_sibling},
    {"setpriority of the supervisor", slow_supervisor},
    {"setpriority of a sibling", slow_sibling},
    {"sched_setaffinity of the supervisor", bind_supervisor},
    {"sched_setaffinity of a sibling", bind_sibling},
    {"stay in the supervisor's session", share_session},
    {"type into the terminal (TIOCSTI)", type_into_terminal},
    {"fork", make_process},
    {"start a thread", make_thread},
    {"fork many times", make_many_processes},
    {"execute /bin/true", execute},
    {"execute a set-user-ID program", become_root_by_executing},
    {"setuid(0)", become_root},
    {"unshare a user namespace", make_namespace},
    {"map memory to write and execute", map_code},
    {"mprotect written memory executable", write_then_execute},
    {"take 4 GiB of memory", take_memory},
    {"lock memory", lock_memory},
    {"take 3 s of the processor", take_processor},
    {"take 300 descriptors", take_descriptors},
    {"raise a limit", raise_limit},
    {"core dumps back on", want_core},
    {"dumpable again", want_dump},
    {"io_uring", use_io_uring},
    {"bpf", load_bpf},
    {"userfaultfd", handle_faults},
    {"perf_event_open", count_events},
    {"add_key", add_key},
    {"attach the supervisor's shared memory", attach_segment},
    {"make shared memory", make_segment},
    {"make a message queue", make_queue},
    {"handle SIGSYS and go on", survive_refusal},
    {"block SIGSYS and go on", block_refusal},
    {"system calls by x32 numbers", use_other_numbers},
    {"listen", quada_try_listen},
    {"connect to a Unix socket by path", quada_try_path},
    {"connect to an abstract Unix socket", quada_try_abstract},
    {"a raw socket", quada_try_raw},
    {"a netlink socket", quada_try_netlink},
    {"a packet socket", quada_try_packet},
    {"a socket filter of its own", quada_try_filter},
    {"TCP to another port", quada_try_tcp},
    {"UDP to another port", quada_try_udp},
    {"UDP to another port by a socket that was handed in", quada_try_handed},
    {"UDP to another port by a socket that is connected", quada_try_connected},
    {"many datagrams with addresses", quada_try_many},
    {"TCP to the allowed port", quada_try_allowed_tcp},
    {"UDP to the allowed port", quada_try_allowed_udp},
};

int quada_hold(int pid) { return (int)syscall(434, pid, 0); }

int quada_attack_count(void) { return sizeof attacks / sizeof *attacks; }
const char *quada_attack_name(int index) { return attacks[index].name; }

int quada_attack(const char *name, const struct quada_scene *scene) {
    for (int i = 0; i < quada_attack_count(); i++) {
        if (strcmp(attacks[i].name, name) == 0) return attacks[i].attempt(scene);
    }
    return -1;
}
#endif
