/* Servers of an Internet of any number of zones, which are made up from the question: no zone file, no memory a zone.
 *
 *   wide ZONES
 *
 * In a namespace of namespace.sh it answers at every address of both ranges for benchmarks; the address says who answers, as in
 * operators.py: the root at 1 and 2, TLD i (t00 to t19) at 0x100 + 4 i, operator o at 0x1000 + 4 o, two servers each. Zone n,
 * "z%07d.t%02d", belongs to TLD n % 20 and to an operator that a hash picks, of whom there is one for 330 zones. It has A, AAAA,
 * NS, SOA and MX at its apex, A at every host and AAAA at three of four. One operator of 33 denies AAAA with NXDOMAIN.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TLDS = 20, BATCH = 64, LONGEST = 1232 };
enum { A = 1, NS = 2, SOA = 6, MX = 15, AAAA = 28, OPT = 41 };
enum { NOERROR = 0, NXDOMAIN = 3, REFUSED = 5 };

static unsigned zones, operators;

/* ---- What is written */

struct message {
    uint8_t octets[LONGEST];
    size_t count;
    unsigned answers, authorities, additionals;
};

static void put(struct message *m, const void *octets, size_t count) {
    if (m->count + count > sizeof m->octets) abort();
    memcpy(m->octets + m->count, octets, count);
    m->count += count;
}

static void put16(struct message *m, unsigned value) { put(m, (uint8_t[]){value >> 8, value}, 2); }
static void put32(struct message *m, unsigned value) { put16(m, value >> 16), put16(m, value & 0xFFFF); }

static void put_name(struct message *m, const char *name) {
    while (*name) {
        size_t length = strcspn(name, ".");
        put(m, &(uint8_t){length}, 1);
        put(m, name, length);
        name += length + (name[length] == '.');
    }
    put(m, "", 1);
}

/* Returns where the length of the RDATA stands. */
static size_t begin(struct message *m, const char *owner, unsigned type, unsigned ttl) {
    put_name(m, owner);
    put16(m, type), put16(m, 1), put32(m, ttl), put16(m, 0);
    return m->count - 2;
}

static void end(struct message *m, size_t place) {
    size_t length = m->count - place - 2;
    m->octets[place] = length >> 8, m->octets[place + 1] = length;
}

static void put_address(struct message *m, const char *owner, unsigned type, const void *address) {
    size_t place = begin(m, owner, type, 3600);
    put(m, address, type == A ? 4 : 16);
    end(m, place);
}

/* A server's address, by its number in both ranges. */
static void put_server(struct message *m, const char *owner, unsigned type, unsigned number) {
    unsigned ipv4 = 0xC6120000 + number;
    uint8_t four[4] = {ipv4 >> 24, ipv4 >> 16, ipv4 >> 8, ipv4};
    uint8_t six[16] = {0x20, 0x01, 0, 2, [12] = number >> 24, number >> 16, number >> 8, number};
    put_address(m, owner, type, type == A ? four : six);
}

static void put_soa(struct message *m, const char *zone, const char *server) {
    size_t place = begin(m, zone, SOA, 3600);
    put_name(m, server), put_name(m, "hostmaster.test");
    put32(m, 1), put32(m, 7200), put32(m, 900), put32(m, 1209600), put32(m, 300);
    end(m, place);
}

/* ---- Who is asked, and what for */

/* One authority: a zone's name, and its servers' names as a format for their number. */
struct authority {
    char zone[64], servers[64];
    unsigned first;
};

static void server_name(const struct authority *authority, unsigned index, char name[80]) {
    snprintf(name, 80, authority->servers, index + 1);
}

static void put_servers(struct message *m, const struct authority *authority) {
    char name[80];
    for (unsigned index = 0; index < 2; index++) {
        size_t place = begin(m, authority->zone, NS, 86400);
        server_name(authority, index, name), put_name(m, name);
        end(m, place);
    }
}

static unsigned put_glue(struct message *m, const struct authority *authority) {
    char name[80];
    for (unsigned index = 0; index < 2; index++) {
        server_name(authority, index, name);
        put_server(m, name, A, authority->first + index), put_server(m, name, AAAA, authority->first + index);
    }
    return 4;
}

static struct authority root(void) { return (struct authority){.servers = "%u.root-servers", .first = 1}; }

static struct authority tld(unsigned index) {
    struct authority authority = {.first = 0x100 + 4 * index};
    snprintf(authority.zone, 64, "t%02u", index);
    snprintf(authority.servers, 64, "ns%%u.nic.t%02u", index);
    return authority;
}

static struct authority operator(unsigned index) {
    struct authority authority = {.first = 0x1000 + 4 * index};
    snprintf(authority.zone, 64, "op%05u.t%02u", index, index % TLDS);
    snprintf(authority.servers, 64, "ns%%u.op%05u.t%02u", index, index % TLDS);
    return authority;
}

static unsigned operator_of(unsigned zone) { return (unsigned)(zone * 2654435761u >> 8) % operators; }

static int is_below(const char *name, const char *zone) {
    size_t length = strlen(name), end = strlen(zone);
    if (end == 0) return 1;
    return length >= end && !strcmp(name + length - end, zone) && (length == end || name[length - end - 1] == '.');
}

/* The registered zone that a name is in: its number, or that of an operator's own zone. */
enum kind { NONE, ZONE, OPERATOR };

static enum kind registered(const char *name, unsigned *number) {
    const char *start = name + strlen(name);
    for (int dots = 0; start > name; start--)
        if (start[-1] == '.' && ++dots == 2) break;
    unsigned suffix;
    int read = 0;
    if (sscanf(start, "z%7u.t%2u%n", number, &suffix, &read) == 2 && !start[read] && read == 12)
        return *number < zones && suffix == *number % TLDS ? ZONE : NONE;
    if (sscanf(start, "op%5u.t%2u%n", number, &suffix, &read) == 2 && !start[read] && read == 11)
        return *number < operators && suffix == *number % TLDS ? OPERATOR : NONE;
    return NONE;
}

struct question {
    char name[256];
    unsigned type;
};

static unsigned denied(struct message *m, const struct authority *authority, unsigned rcode) {
    char server[80];
    server_name(authority, 0, server);
    put_soa(m, authority->zone, server), m->authorities = 1;
    return rcode;
}

/* SOA and NS of an apex, the addresses of servers that are named in the zone; else nothing is known of the name. */
static int answered(struct message *m, const struct authority *authority, const struct question *q) {
    char server[80];
    if (!strcmp(q->name, authority->zone)) {
        server_name(authority, 0, server);
        if (q->type == SOA) put_soa(m, authority->zone, server), m->answers = 1;
        else if (q->type == NS) put_servers(m, authority), m->answers = 2;
        else denied(m, authority, NOERROR);
        return 1;
    }
    for (unsigned index = 0; index < 2; index++) {
        server_name(authority, index, server);
        if (strcmp(q->name, server)) continue;
        if (q->type == A || q->type == AAAA) put_server(m, server, q->type, authority->first + index), m->answers = 1;
        else denied(m, authority, NOERROR);
        return 1;
    }
    return 0;
}

/* The delegation to another authority. */
static unsigned referred(struct message *m, const struct authority *to, const char *zone, int has_glue, int *aa) {
    struct authority child = *to;
    if (zone) snprintf(child.zone, 64, "%s", zone);
    put_servers(m, &child), m->authorities = 2;
    if (has_glue) m->additionals += put_glue(m, &child);
    *aa = 0;
    return NOERROR;
}

static unsigned hosted(struct message *m, const struct question *q, unsigned zone) {
    struct authority authority = operator(operator_of(zone));
    snprintf(authority.zone, 64, "z%07u.t%02u", zone, zone % TLDS);
    int is_apex = !strcmp(q->name, authority.zone);
    if (is_apex && (q->type == SOA || q->type == NS)) return answered(m, &authority, q), NOERROR;
    int is_liar = operator_of(zone) % 33 == 7;
    unsigned shape = zone % 251 + q->name[0] * 7;
    if (is_liar && q->type == AAAA) return denied(m, &authority, NXDOMAIN);
    if (q->type == A) {
        put_address(m, q->name, A, (uint8_t[]){203, 0, 113, 1 + shape % 254}), m->answers = 1;
    } else if (q->type == AAAA && (is_apex || shape % 4)) {
        put_address(m, q->name, AAAA, (uint8_t[16]){0x26, 0, 0x14, 0x80, 0x40, [15] = 1 + shape % 254}), m->answers = 1;
    } else if (q->type == MX && is_apex) {
        char mail[80];
        snprintf(mail, 80, "mail.%s", authority.zone);
        size_t place = begin(m, q->name, MX, 3600);
        put16(m, 10), put_name(m, mail), end(m, place), m->answers = 1;
    } else {
        denied(m, &authority, NOERROR);
    }
    return NOERROR;
}

/* Answers as who has this number among the addresses; returns the RCODE. */
static unsigned answer(struct message *m, const struct question *q, unsigned address, int *aa) {
    unsigned number = 0;
    *aa = 1;
    if (address < 0x100) {
        struct authority here = root();
        if (answered(m, &here, q)) return NOERROR;
        for (unsigned index = 0; index < TLDS; index++) {
            struct authority child = tld(index);
            if (is_below(q->name, child.zone)) return referred(m, &child, NULL, 1, aa);
        }
        return denied(m, &here, !strcmp(q->name, "root-servers") ? NOERROR : NXDOMAIN);
    }
    if (address < 0x1000) {
        struct authority here = tld((address - 0x100) / 4);
        if ((address - 0x100) / 4 >= TLDS || !is_below(q->name, here.zone)) return *aa = 0, REFUSED;
        if (answered(m, &here, q)) return NOERROR;
        enum kind kind = registered(q->name, &number);
        if (kind == OPERATOR) return referred(m, &(struct authority[]){operator(number)}[0], NULL, 1, aa);
        if (kind == NONE) return denied(m, &here, !strncmp(q->name, "nic.", 4) ? NOERROR : NXDOMAIN);
        char zone[64];
        snprintf(zone, 64, "z%07u.t%02u", number, number % TLDS);
        return referred(m, &(struct authority[]){operator(operator_of(number))}[0], zone, 0, aa);
    }
    unsigned who = (address - 0x1000) / 4;
    enum kind kind = registered(q->name, &number);
    if (kind == ZONE && operator_of(number) == who) return hosted(m, q, number);
    if (kind == OPERATOR && number == who) {
        struct authority here = operator(who);
        return answered(m, &here, q) ? NOERROR : denied(m, &here, NXDOMAIN);
    }
    return *aa = 0, REFUSED;
}

/* The response to a query; 0 octets where it is none that anybody here sends. */
static size_t respond(const uint8_t *query, size_t count, unsigned address, struct message *m) {
    struct question q = {.name = ""};
    size_t place = 12, length = 0;
    if (count < 17 || query[2] & 0x80 || query[5] != 1) return 0;
    while (place < count && query[place]) {
        size_t label = query[place];
        if (label > 63 || place + label >= count || length + label + 2 > sizeof q.name) return 0;
        if (length) q.name[length++] = '.';
        for (size_t index = 1; index <= label; index++) {
            uint8_t octet = query[place + index];
            q.name[length++] = octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
        }
        place += label + 1;
    }
    if (place + 5 > count) return 0;
    q.name[length] = 0;
    q.type = query[place + 1] << 8 | query[place + 2];
    int has_opt = query[11] > 0, aa;
    m->count = m->answers = m->authorities = m->additionals = 0;
    put(m, query, place + 5);
    unsigned rcode = answer(m, &q, address, &aa);
    if (has_opt) put(m, (uint8_t[]){0, 0, OPT, LONGEST >> 8, LONGEST & 255, 0, 0, 0, 0, 0, 0}, 11), m->additionals++;
    uint8_t head[10] = {0x80 | (aa ? 4 : 0) | (query[2] & 1), rcode, 0, 1, 0, m->answers, 0, m->authorities, 0, m->additionals};
    memcpy(m->octets + 2, head, 10);
    return m->count;
}

/* ---- Sockets: one for each family and protocol; the address that was asked is the one that answers */

static unsigned number_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) return ntohl(((struct sockaddr_in *)address)->sin_addr.s_addr) - 0xC6120000;
    const uint8_t *six = ((struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    return (unsigned)six[12] << 24 | six[13] << 16 | six[14] << 8 | six[15];
}

static int listening(int family, int type) {
    int file = socket(family, type, 0), on = 1, room = 8 << 20;
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(file, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    struct sockaddr_storage any = {.ss_family = family};
    ((struct sockaddr_in *)&any)->sin_port = htons(53);
    if (family == AF_INET6) {
        setsockopt(file, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        setsockopt(file, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
        setsockopt(file, IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof on);
    } else {
        setsockopt(file, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    }
    socklen_t length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    if (bind(file, (struct sockaddr *)&any, length) || (type == SOCK_STREAM && listen(file, 1024)))
        perror("wide: port 53"), exit(1);
    return file;
}

/* The number of the address that a datagram came to, which becomes the source of the answer. */
static unsigned turn_around(struct msghdr *message) {
    for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
        struct sockaddr_storage to = {0};
        if (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo *info = (struct in_pktinfo *)CMSG_DATA(each);
            to.ss_family = AF_INET, ((struct sockaddr_in *)&to)->sin_addr = info->ipi_addr;
            info->ipi_spec_dst = info->ipi_addr, info->ipi_ifindex = 0;
            return number_of(&to);
        }
        if (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(each);
            to.ss_family = AF_INET6, ((struct sockaddr_in6 *)&to)->sin6_addr = info->ipi6_addr;
            info->ipi6_ifindex = 0;
            return number_of(&to);
        }
    }
    return ~0u;
}

static void *serve_datagrams(void *argument) {
    int file = listening((int)(intptr_t)argument, SOCK_DGRAM);
    static _Thread_local uint8_t queries[BATCH][LONGEST], control[BATCH][64];
    static _Thread_local struct message answers[BATCH];
    static _Thread_local struct sockaddr_storage senders[BATCH];
    struct mmsghdr in[BATCH], out[BATCH];
    struct iovec rooms[BATCH], octets[BATCH];
    for (;;) {
        for (int index = 0; index < BATCH; index++) {
            rooms[index] = (struct iovec){queries[index], LONGEST};
            in[index].msg_hdr = (struct msghdr){&senders[index], sizeof senders[index], &rooms[index], 1, control[index], 64, 0};
        }
        int count = recvmmsg(file, in, BATCH, MSG_WAITFORONE, NULL), ready = 0;
        for (int index = 0; index < count; index++) {
            unsigned address = turn_around(&in[index].msg_hdr);
            size_t length = respond(queries[index], in[index].msg_len, address, &answers[ready]);
            if (!length) continue;
            octets[ready] = (struct iovec){answers[ready].octets, length};
            out[ready].msg_hdr = in[index].msg_hdr;
            out[ready].msg_hdr.msg_iov = &octets[ready];
            ready++;
        }
        for (int sent = 0; sent < ready;) {
            int more = sendmmsg(file, out + sent, ready - sent, 0);
            sent += more > 0 ? more : 1;
        }
    }
    return NULL;
}

static int read_all(int file, uint8_t *octets, size_t count) {
    for (size_t have = 0; have < count;) {
        ssize_t more = read(file, octets + have, count - have);
        if (more <= 0) return 0;
        have += more;
    }
    return 1;
}

/* One connection after another, one query each: few are made. */
static void *serve_streams(void *argument) {
    int file = listening((int)(intptr_t)argument, SOCK_STREAM);
    for (;;) {
        int peer = accept(file, NULL, NULL);
        if (peer < 0) continue;
        setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){1, 0}, sizeof(struct timeval));
        uint8_t head[2], query[LONGEST];
        struct sockaddr_storage here;
        socklen_t length = sizeof here;
        struct message m;
        if (!getsockname(peer, (struct sockaddr *)&here, &length) && read_all(peer, head, 2)) {
            size_t count = head[0] << 8 | head[1];
            if (count <= LONGEST && read_all(peer, query, count) && (count = respond(query, count, number_of(&here), &m))) {
                struct iovec parts[2] = {{(uint8_t[]){count >> 8, count}, 2}, {m.octets, count}};
                sendmsg(peer, &(struct msghdr){.msg_iov = parts, .msg_iovlen = 2}, MSG_NOSIGNAL);
            }
        }
        close(peer);
    }
    return NULL;
}

int main(int count, char **words) {
    if (count != 2 || !(zones = strtoul(words[1], NULL, 10)) || zones > 10000000)
        return fprintf(stderr, "usage: wide ZONES (1 to 10,000,000)\n"), 2;
    operators = zones / 330 + 12;
    pthread_t threads[4];
    pthread_create(&threads[0], NULL, serve_datagrams, (void *)AF_INET);
    pthread_create(&threads[1], NULL, serve_datagrams, (void *)AF_INET6);
    pthread_create(&threads[2], NULL, serve_streams, (void *)AF_INET);
    pthread_create(&threads[3], NULL, serve_streams, (void *)AF_INET6);
    return pthread_join(threads[0], NULL);
}
