#pragma once

#include "CAttacks.h"

#include <sys/epoll.h>
#include <unistd.h>

// Attacks by way of sockets.
int quada_try_listen(const struct quada_scene *scene);
int quada_try_path(const struct quada_scene *scene);
int quada_try_abstract(const struct quada_scene *scene);
int quada_try_raw(const struct quada_scene *scene);
int quada_try_netlink(const struct quada_scene *scene);
int quada_try_packet(const struct quada_scene *scene);
int quada_try_filter(const struct quada_scene *scene);
int quada_try_tcp(const struct quada_scene *scene);
int quada_try_udp(const struct quada_scene *scene);
int quada_try_handed(const struct quada_scene *scene);
int quada_try_connected(const struct quada_scene *scene);
int quada_try_many(const struct quada_scene *scene);
int quada_try_allowed_tcp(const struct quada_scene *scene);
int quada_try_allowed_udp(const struct quada_scene *scene);
