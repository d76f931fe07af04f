// linklab: a real IP link with repeatable weather, in user space, for kernels without netem.
//
// It joins two network namespaces by one TUN device in each and carries every IP packet between
// them, late or not at all, as a weather file says. The weather is a function of time, not of the
// packet, so that programs with different packet rates meet the same link.
//
//   linklab NS_A NS_B WEATHER_AB WEATHER_BA [seconds [RECORD]]
//
// A weather file is text, one line per millisecond: "<delay_us> <loss_per_mille>"; it starts over
// at its end. Packets never overtake each other (a queueing link), as on DSL, LTE and fibre.
// RECORD gets a line for every packet, as struct Entry below says: what really happened to it.
// Prints {"link": "up"} when packets can pass, and one JSON line of counts at the end (SIGINT,
// SIGTERM or after [seconds]).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE = 16384, MTU = 2048, RT_PRIORITY = 60 };
static const int64_t SECOND_NS = 1000000000LL, MILLISECOND_NS = 1000000LL, MICROSECOND_NS = 1000LL;
static const int64_t IDLE_NS = 50000000LL;

typedef struct { int64_t came, due; int len; unsigned char data[MTU]; } Packet;
typedef struct { int64_t came, due, went; int32_t way, len; unsigned char head[64]; } Entry;  // ns, monotonic; went < 0: lost
typedef struct { int64_t *delay_ns; int *loss_per_mille; int n; } Weather;
typedef struct {
  int from, to, number;
  Weather weather;
  Packet *queue;
  unsigned head, tail;
  int64_t last_due;
  uint64_t seed;
  long in, out, lost, overflow;
} Way;

static FILE *record;
static volatile sig_atomic_t stop;
static void on_signal(int number) { (void)number; stop = 1; }

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static void die(const char *what) { perror(what); exit(1); }

static void *grown(void *old, size_t bytes) {
  void *p = realloc(old, bytes);
  if (!p) die("memory");
  return p;
}

// A TUN device lives in the namespace it was made in, while its file descriptor goes with us.
static int open_tun(const char *ns) {
  char path[128];
  snprintf(path, sizeof path, "/var/run/netns/%s", ns);
  int self = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), other = open(path, O_RDONLY | O_CLOEXEC);
  if (self < 0 || other < 0 || setns(other, CLONE_NEWNET)) die(path);
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  struct ifreq request = {0};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strcpy(request.ifr_name, "lab0");
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request)) die("/dev/net/tun");
  if (setns(self, CLONE_NEWNET)) die("leaving the namespace");
  close(self);
  close(other);
  return fd;
}

static void address(const char *ns, int host) {
  char command[512];
  snprintf(command, sizeof command,
           "ip -n %s addr add 10.77.0.%d/24 dev lab0 && ip -n %s link set lab0 up mtu 1500 && ip -n %s link set lo up",
           ns, host, ns, ns);
  if (system(command)) { fprintf(stderr, "no address for %s\n", ns); exit(1); }
}

static Weather read_weather(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  Weather w = {0};
  int room = 0, loss;
  long delay_us;
  while (fscanf(file, "%ld %d", &delay_us, &loss) == 2) {
    if (w.n == room) {
      room = room ? 2 * room : 4096;
      w.delay_ns = grown(w.delay_ns, room * sizeof *w.delay_ns);
      w.loss_per_mille = grown(w.loss_per_mille, room * sizeof *w.loss_per_mille);
    }
    w.delay_ns[w.n] = delay_us * MICROSECOND_NS;
    w.loss_per_mille[w.n++] = loss;
  }
  int whole = feof(file);
  fclose(file);
  if (!w.n) { fprintf(stderr, "%s: no weather\n", path); exit(1); }
  if (!whole) { fprintf(stderr, "%s:%d: expected <delay_us> <loss_per_mille>\n", path, w.n + 1); exit(1); }
  return w;
}

static Way make_way(int number, int from, int to, const char *weather, uint64_t seed) {
  Way way = {.from = from, .to = to, .number = number, .weather = read_weather(weather), .seed = seed};
  way.queue = grown(NULL, QUEUE * sizeof(Packet));
  return way;
}

static uint64_t roll(uint64_t *s) {  // xorshift64 (Marsaglia 2003)
  *s ^= *s << 13;
  *s ^= *s >> 7;
  *s ^= *s << 17;
  return *s;
}

static void note(const Way *way, const Packet *p, int64_t went) {
  if (!record) return;
  Entry e = {.came = p->came, .due = p->due, .went = went, .way = way->number, .len = p->len};
  memcpy(e.head, p->data, p->len < (int)sizeof e.head ? (size_t)p->len : sizeof e.head);
  fwrite(&e, sizeof e, 1, record);
}

// Read what the namespace sent, and decide at once when it arrives at the other.
static void take(Way *way, int64_t start) {
  for (;;) {
    Packet *p = &way->queue[way->tail % QUEUE];
    int len = read(way->from, p->data, MTU);
    if (len <= 0) return;
    int64_t t = now_ns();
    p->came = t;
    p->len = len;
    int ms = (int)(((t - start) / MILLISECOND_NS) % way->weather.n);
    way->in++;
    if ((int)(roll(&way->seed) % 1000) < way->weather.loss_per_mille[ms]) { way->lost++; note(way, p, -1); continue; }
    if (way->tail - way->head >= QUEUE - 1) { way->overflow++; continue; }
    int64_t due = t + way->weather.delay_ns[ms];
    if (due < way->last_due) due = way->last_due;
    way->last_due = p->due = due;
    way->tail++;
  }
}

static void give(Way *way) {
  while (way->head != way->tail && way->queue[way->head % QUEUE].due <= now_ns()) {
    Packet *p = &way->queue[way->head++ % QUEUE];
    if (write(way->to, p->data, p->len) == p->len) way->out++;
    note(way, p, now_ns());
  }
}

static int64_t sooner(const Way *way, int64_t than) {
  if (way->head == way->tail) return than;
  int64_t due = way->queue[way->head % QUEUE].due;
  return due < than ? due : than;
}

static void print_counts(const char *name, const Way *way) {
  printf("\"%s\": {\"in\": %ld, \"out\": %ld, \"lost\": %ld, \"overflow\": %ld}", name, way->in, way->out, way->lost, way->overflow);
}

int main(int argc, char **argv) {
  if (argc < 5) { fprintf(stderr, "usage: linklab NS_A NS_B WEATHER_AB WEATHER_BA [seconds [RECORD]]\n"); return 2; }
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  struct sched_param rt = {.sched_priority = RT_PRIORITY};
  sched_setscheduler(0, SCHED_FIFO, &rt);  // without the right to it the link is a little late, not wrong
  int a = open_tun(argv[1]), b = open_tun(argv[2]);
  Way ab = make_way(0, a, b, argv[3], 0x9E3779B97F4A7C15ULL), ba = make_way(1, b, a, argv[4], 0xD1B54A32D192ED03ULL);
  address(argv[1], 1);
  address(argv[2], 2);
  int64_t start = now_ns(), end = argc > 5 ? start + (int64_t)(atof(argv[5]) * SECOND_NS) : INT64_MAX;
  if (argc > 6 && !(record = fopen(argv[6], "wb"))) die(argv[6]);
  puts("{\"link\": \"up\"}");
  fflush(stdout);
  while (!stop && now_ns() < end) {
    int64_t wait = sooner(&ab, sooner(&ba, now_ns() + IDLE_NS)) - now_ns();
    if (wait < 0) wait = 0;
    struct timespec timeout = {wait / SECOND_NS, wait % SECOND_NS};
    struct pollfd ready[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
    ppoll(ready, 2, &timeout, NULL);
    take(&ab, start);
    take(&ba, start);
    give(&ab);
    give(&ba);
  }
  if (record) fclose(record);
  printf("{");
  print_counts("ab", &ab);
  printf(", ");
  print_counts("ba", &ba);
  printf("}\n");
  return 0;
}
