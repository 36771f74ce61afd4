#!/usr/bin/env python3
"""Runs real swarms of libtorrent clients behind limited links, and writes when each client had the file.

    swarm.py list                      the scenarios
    swarm.py run [NAME ...] [options]  plays them, and writes finishes.csv, overhead.csv and raw/ (see --help)

Root on Linux. Every trial is a process in a network namespace of its own: a router with the tracker on it, and a
namespace for each client. These namespaces have no names, no way out, and end with the process.
README.md says what the settings are, and why.
"""

import argparse
import contextlib
import csv
import ctypes
import gzip
import http.server
import json
import math
import os
import queue
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

# ---------------------------------------------------------------------------------------------- the scenario

SCALES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


@dataclass
class Client:
    """One host: number 0 is the server, its class too; peers and their classes count from 1."""

    number: int
    kind: int
    up: float
    down: float
    arrive: float = 0.0

    @property
    def address(self):
        return f"198.18.0.{10 + self.number}"


@dataclass
class Scenario:
    """What a trial needs of the model's text: bits, bits per second, seconds."""

    file: int
    chunk: int
    clients: list
    stay: float  # how long a peer stays when it has the file
    copies: float  # the server leaves after so many copies
    interval: float  # seconds between two arrivals


def amount(text):
    """Bits, of a size such as 8MiB or a rate such as 500kbps."""
    found = re.fullmatch(r"([0-9.]+)\s*([KMG]i|[kMG]|)(bps|b/s|B|b|)", text)
    if not found:
        raise SystemExit(f"not a size or a rate: {text!r}")
    number, scale, unit = found.groups()
    return float(number) * SCALES[scale] * (8 if unit == "B" else 1)


def seconds(text):
    return float(text.removesuffix("s"))


def read(text):
    """Reads a scenario. A key that a trial cannot do is an error; `seed` and `overhead` are for the model alone."""
    known = {"file": "8MiB", "chunk": "256KiB", "server": "4Mbps", "peers": "", "arrive": "0s", "finish": "stay",
             "origin": "stay", "seed": "1", "overhead": "0%"}
    values = dict(part.split("=", 1) for part in text.split("&"))
    if unknown := set(values) - set(known):
        raise SystemExit(f"no real client does this here: {', '.join(sorted(unknown))}")
    values = known | values
    # The lecture gives the server no downlink. It fetches nothing; what comes to it is requests and acknowledgements.
    clients = [Client(0, 0, amount(values["server"]), math.inf)]
    for kind, part in enumerate(values["peers"].split(","), 1):
        count, links = part.split("x", 1)
        up, down = links.split("/")
        for _ in range(int(count)):
            clients.append(Client(len(clients), kind, amount(up), amount(down)))
    interval = seconds(values["arrive"])
    for client in clients[1:]:
        client.arrive = (client.number - 1) * interval
    leave = values["finish"].split(":")
    copies = values["origin"].split(":")
    return Scenario(
        file=int(amount(values["file"])),
        chunk=int(amount(values["chunk"])),
        clients=clients,
        stay=math.inf if leave[0] == "stay" else seconds(leave[1]) if len(leave) > 1 else 0.0,
        copies=math.inf if copies[0] == "stay" else float(copies[1]),
        interval=interval,
    )


def bound(scenario):
    """The lecture's lower bound on the time to distribute the file, for links without overhead."""
    server, peers = scenario.clients[0], scenario.clients[1:]
    total = server.up + sum(peer.up for peer in peers)
    return scenario.file * max(1 / server.up, 1 / min(p.down for p in peers), len(peers) / total)


# ---------------------------------------------------------------------------------------------- the network

# Addresses for benchmarks (RFC 2544). libtorrent takes 10.0.0.0/8 and its like for local, and never chokes them.
ROUTER = "198.18.0.1"  # also the tracker's
CLONE_NEWNET = 0x40000000
QUEUE_BYTES = 60_000  # what a link's queue holds: 40 full packets
BURST_BYTES = 3_200  # what a link sends at once: two full packets


def own_network():
    """Gives the calling thread, and all that it starts, an empty network."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare: a trial needs root")
    for path, value in {
        "/proc/sys/net/ipv6/conf/all/disable_ipv6": "1",
        "/proc/sys/net/ipv4/tcp_congestion_control": "reno",
    }.items():
        if os.path.exists(path):
            Path(path).write_text(value)
    ip("link set lo up")


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def limit(device, rate):
    """Limits what leaves by a device; a token bucket whose queue drops from its tail."""
    if math.isfinite(rate):
        words = f"qdisc add dev {device} root tbf rate {int(rate)}bit burst {BURST_BYTES} limit {QUEUE_BYTES}"
        subprocess.run(["tc", *words.split()], check=True)


def counters():
    """Bytes and packets of every device here: name -> (received bytes, packets, sent bytes, packets)."""
    lines = Path("/proc/thread-self/net/dev").read_text().splitlines()[2:]
    rows = (line.replace(":", " ").split() for line in lines)
    return {row[0]: (int(row[1]), int(row[2]), int(row[9]), int(row[10])) for row in rows}


# ---------------------------------------------------------------------------------------------- the tracker

LIST = 50  # peers that the tracker names, as in the model


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"


def tracker(draw):
    """A tracker: names up to LIST of those who are there, at random (BEP 3, BEP 23)."""
    there, lock = {}, threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query, encoding="latin-1")
            host = self.client_address[0]
            port = int(query["port"][0])
            with lock:
                others = [pair for pair in there.items() if pair[0] != host]
                if query.get("event") == ["stopped"]:
                    there.pop(host, None)
                    others = []
                else:
                    there[host] = port
                named = draw.sample(others, min(LIST, len(others)))
            peers = b"".join(socket.inet_aton(host) + struct.pack("!H", port) for host, port in named)
            body = bencode({b"interval": 1800, b"peers": peers})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 64

        def handle_error(self, *who):
            pass  # a client that left before it was answered

    server = Server((ROUTER, 80), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()


# ---------------------------------------------------------------------------------------------- the clients

SETTINGS = {
    # Kurose & Ross 2.5: four neighbours by rate each 10 s, and one at random for 30 s. Here the fifth is counted.
    "unchoke_slots_limit": 5,
    "num_optimistic_unchoke_slots": 1,
    "unchoke_interval": 10,
    "optimistic_unchoke_interval": 30,
    "choking_algorithm": 0,  # fixed slots
    "seed_choking_algorithm": 1,  # those that take fastest
    # Only the tracker introduces peers, and only TCP carries what they send.
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    "mixed_mode_algorithm": 0,
    "in_enc_policy": 2,
    "out_enc_policy": 2,
    # What the model leaves out.
    "allowed_fast_set_size": 0,
    "suggest_mode": 0,
    "peer_turnover": 0,
    "auto_sequential": False,
    "piece_extent_affinity": False,
    "anonymous_mode": False,
    # The links alone limit.
    "upload_rate_limit": 0,
    "download_rate_limit": 0,
    "connections_limit": 80,
    "connection_speed": 100,
    "torrent_connect_boost": 40,
    "listen_queue_size": 80,
    # A host of ours is small, and there are many.
    "aio_threads": 1,
    "hashing_threads": 1,
    "enable_ip_notifier": False,
    "alert_queue_size": 10_000,
}
PORT = 6881


class Running:
    """A client in a network of its own."""

    def __init__(self, lt, client, folder, changes):
        self.client, self.folder = client, folder
        self.handle = None
        self.finish = self.left = None
        self.last = None  # the torrent's status, when it was last asked
        made = queue.Queue()
        threading.Thread(target=self.make, args=(lt, changes, made), daemon=True).start()
        if isinstance(error := made.get(), Exception):
            raise error

    def make(self, lt, changes, made):
        try:
            own_network()
            made_link = queue.Queue()
            LINKS.put((self.client, threading.get_native_id(), made_link))
            made_link.get()
            ip(f"addr add {self.client.address} peer {ROUTER} dev eth0")
            ip("link set eth0 up")
            ip(f"route add default via {ROUTER}")
            # A free rider uploads nothing, but must acknowledge: its client has no slot, and its uplink is free.
            limit("eth0", self.client.up or math.inf)
            settings = SETTINGS | changes | {"listen_interfaces": f"{self.client.address}:{PORT}"}
            if self.client.up == 0:
                settings["unchoke_slots_limit"] = 0
            kinds = lt.alert.category_t
            settings["alert_mask"] = int(kinds.status_notification | kinds.error_notification)
            # Without plugins: no peer exchange, no smart ban.
            self.session = lt.session(settings, flags=0)
            made.put(None)
        except Exception as error:  # handed to the main thread, which ends the trial
            made.put(error)

    def start(self, lt, info):
        params = lt.add_torrent_params()
        params.ti = info
        params.save_path = str(self.folder)
        params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
        params.flags |= lt.torrent_flags.disable_dht | lt.torrent_flags.disable_lsd | lt.torrent_flags.disable_pex
        if self.client.number == 0:
            params.flags |= lt.torrent_flags.seed_mode
        params.max_connections = 80
        params.max_uploads = -1
        self.handle = self.session.add_torrent(params)

    def look(self):
        if self.handle is not None and self.left is None:
            self.last = self.handle.status(0)
        return self.last

    def leave(self, now):
        self.look()
        self.left = now
        self.session.remove_torrent(self.handle)


LINKS = queue.Queue()  # links that clients want, made by a thread in the router's network


def link_maker():
    """A link is two devices, one at either end: `h<number>` at the router, and `eth0` at the client."""
    while True:
        client, thread, done = LINKS.get()
        device = f"h{client.number}"
        ip(f"link add {device} gso_max_segs 1 type veth peer name eth0 gso_max_segs 1 netns {thread}")
        ip(f"link set {device} up")
        ip(f"addr add {ROUTER} peer {client.address} dev {device}")
        limit(device, client.down)
        done.put(None)


# ---------------------------------------------------------------------------------------------- a trial

PR_SET_PDEATHSIG = 1
SAMPLE = 10.0  # seconds between two samples of the history
LOOK = 0.05  # seconds between two looks at the clients


def waits():
    """Seconds that each thread of this process wanted a processor and had none."""
    seen = {}
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has just ended
            seen[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
    return seen


def trial(name, text, number, changes):
    """Plays one trial in this process, and returns all that was seen."""
    import libtorrent as lt

    scenario = read(text)
    draw = random.Random(f"{name} {number}")
    # A trial ends with the process that plays it, or with the one that started that.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # A client answers at once, whatever else this machine does. Niceness would not do: the kernel's groups hide it.
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    own_network()
    # A router, not a bridge: all networks of a machine share one table of neighbours, and a full mesh overflows it.
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    ip(f"addr add {ROUTER} dev lo")
    threading.Thread(target=link_maker, daemon=True).start()
    tracker(draw)

    folder = Path(tempfile.mkdtemp(prefix="p2p-evidence-", dir="/dev/shm"))
    try:
        return play(lt, scenario, draw, folder, name, number, changes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def torrent_of(lt, folder, scenario, draw):
    original = folder / "server"
    original.mkdir()
    (original / "file").write_bytes(draw.randbytes(scenario.file // 8))
    files = lt.file_storage()
    files.add_file("file", scenario.file // 8)
    made = lt.create_torrent(files, piece_size=scenario.chunk // 8, flags=lt.create_torrent.v1_only)
    made.add_tracker(f"http://{ROUTER}/announce")
    lt.set_piece_hashes(made, str(original))
    return lt.torrent_info(made.generate())


def play(lt, scenario, draw, folder, name, number, changes):
    info = torrent_of(lt, folder, scenario, draw)
    hosts = []
    for client in scenario.clients:
        own = folder / ("server" if client.number == 0 else str(client.number))
        own.mkdir(exist_ok=True)
        hosts.append(Running(lt, client, own, changes))
    server, peers = hosts[0], hosts[1:]

    # Those who come at one time come in random order.
    order = list(peers)
    if scenario.interval == 0:
        draw.shuffle(order)
    coming = [server, *order]
    longest = 60 + 8 * bound(scenario) + peers[-1].client.arrive
    before, cpu, wait = counters(), time.process_time(), waits()
    start = time.monotonic()
    history, next_sample, lag, most_unchoked = [], 0.0, 0.0, 0
    last_look = start
    while True:
        now = time.monotonic() - start
        while coming and coming[0].client.arrive <= now:
            coming.pop(0).start(lt, info)
        for host in peers:
            for alert in host.session.pop_alerts():
                if isinstance(alert, lt.torrent_finished_alert) and host.finish is None:
                    host.finish = time.monotonic() - start
                elif "error" in alert.what():
                    print(f"{name} {number}: client {host.client.number}: {alert}", file=sys.stderr)
            if host.finish is not None and host.left is None and now >= host.finish + scenario.stay:
                host.leave(now)
        if server.left is None and math.isfinite(scenario.copies):
            if server.look().total_payload_upload * 8 >= scenario.copies * scenario.file:
                server.leave(now)
        done = all(host.finish is not None for host in peers)
        if now >= next_sample or done:
            sample = {"t": round(now, 2)}
            for host in hosts:
                if (status := host.look()) is not None:
                    sample[host.client.number] = [
                        status.total_payload_upload // 1024, status.num_pieces,
                        status.num_uploads if host.left is None else 0]
                    most_unchoked = max(most_unchoked, status.num_uploads)
            history.append(sample)
            next_sample += SAMPLE
        if done or now > longest:
            break
        time.sleep(LOOK)
        this_look = time.monotonic()
        lag = max(lag, this_look - last_look - LOOK)
        last_look = this_look

    took = time.monotonic() - start
    after = counters()
    waited = max(value - wait.get(thread, 0.0) for thread, value in waits().items())
    rows = []
    for host in hosts:
        # At the router, what a host sends is received.
        old, new = before[f"h{host.client.number}"], after[f"h{host.client.number}"]
        sent, sent_packets, got, got_packets = (a - b for a, b in zip(new, old))
        status = host.last
        rows.append({
            "peer": host.client.number, "class": host.client.kind, "up": host.client.up, "down": host.client.down,
            "arrive": host.client.arrive, "finish": host.finish, "left": host.left,
            "wire_up": sent, "wire_down": got, "packets_up": sent_packets, "packets_down": got_packets,
            "file_up": status.total_payload_upload, "file_down": status.total_payload_download,
            "messages_up": status.total_upload - status.total_payload_upload,
            "messages_down": status.total_download - status.total_payload_download,
            "wasted": status.total_redundant_bytes + status.total_failed_bytes,
        })
    return {
        "scenario": name, "trial": number, "changes": changes, "took": round(took, 2), "hosts": rows,
        "history": history, "most_unchoked": most_unchoked, "libtorrent": lt.__version__,
        "cpu": round((time.process_time() - cpu) / took, 4), "waited": round(waited / took, 4),
        "lag": round(lag, 3),
    }


# ---------------------------------------------------------------------------------------------- many trials

SCENARIOS = HERE / "scenarios.csv"
# A trial with a thread that waited longer for a processor (part of the time), or whose loop stood longer (s), is
# played again.
MOST_WAITED, MOST_LAG, ATTEMPTS = 0.02, 0.5, 3


def scenarios():
    with open(SCENARIOS, newline="") as lines:
        return {row["scenario"]: row["text"] for row in csv.DictReader(lines)}


def play_all(jobs, together, out, changes):
    """Plays (name, text, trial) beside each other, each in a process of its own."""
    waiting, running, attempts = list(jobs), {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < together:
                job = waiting.pop(0)
                attempts[job] = attempts.get(job, 0) + 1
                path = out / f"{job[0]}-{job[2]}.json.gz"
                words = [sys.executable, __file__, "trial", *map(str, job), str(path), json.dumps(changes)]
                running[subprocess.Popen(words)] = (job, path)
                time.sleep(2)
            time.sleep(0.5)
            for process in [process for process in running if process.poll() is not None]:
                job, path = running.pop(process)
                label = f"{job[0]} {job[2]}"
                if process.returncode:
                    print(f"{label}: failed", file=sys.stderr)
                    continue
                seen = load(path)
                print(f"{label}: {seen['took']} s, {seen['cpu']:.0%} of a processor, waited {seen['waited']:.1%}, "
                      f"lag {seen['lag']} s", file=sys.stderr)
                if (seen["waited"] > MOST_WAITED or seen["lag"] > MOST_LAG) and attempts[job] < ATTEMPTS:
                    print(f"{label}: disturbed, so once more", file=sys.stderr)
                    waiting.append(job)
    finally:
        for process in running:
            process.terminate()


def load(path):
    with gzip.open(path, "rt") as lines:
        return json.load(lines)


def tables(raw, out):
    """Writes the two tables from what the trials left."""
    trials = [load(path) for path in sorted(raw.glob("*.json.gz"))]
    names = list(scenarios())
    trials.sort(key=lambda seen: (names.index(seen["scenario"]), seen["trial"]))
    with open(out / "finishes.csv", "w", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow("scenario trial peer class up_bps down_bps arrive_s finish_s".split())
        for seen in trials:
            for host in seen["hosts"][1:]:
                finish = "" if host["finish"] is None else f"{host['finish']:.2f}"
                rows.writerow([seen["scenario"], seen["trial"], host["peer"], host["class"], int(host["up"]),
                               int(host["down"]), f"{host['arrive']:g}", finish])
    with open(out / "overhead.csv", "w", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow("scenario trial wire_bytes file_bytes header_bytes ack_bytes message_bytes wasted_bytes overhead "
                      "took_s cpu waited lag_s".split())
        for seen in trials:
            # A free rider's uplink has no limit, so what it carries takes nothing from anybody.
            hosts = [host for host in seen["hosts"] if host["up"]]
            wire, file, messages = (sum(host[key] for host in hosts) for key in ["wire_up", "file_up", "messages_up"])
            headers = round((file + messages) * HEADER / SEGMENT)
            wasted = sum(host["wasted"] for host in seen["hosts"])
            rows.writerow([seen["scenario"], seen["trial"], wire, file, headers, wire - file - messages - headers,
                           messages, wasted, f"{1 - file / wire:.4f}", seen["took"], seen["cpu"], seen["waited"],
                           seen["lag"]])


HEADER = 14 + 20 + 32  # bytes of Ethernet, IPv4, and TCP with timestamps, of each packet
SEGMENT = 1500 - 52  # bytes that a full packet carries


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    orders = parser.add_subparsers(dest="order", required=True)
    orders.add_parser("list", help="the scenarios")
    run = orders.add_parser("run", help="play scenarios, and write the tables")
    run.add_argument("names", nargs="*", help="names of scenarios.csv; all, if none")
    run.add_argument("--trials", type=int, default=3, help="how many of each there are to be (3); those in raw/ are not played again")
    run.add_argument("--together", type=int, default=4, help="trials beside each other (4)")
    run.add_argument("--out", type=Path, default=HERE, help="folder for the tables and raw/")
    run.add_argument("--set", action="append", default=[], metavar="KEY=NUMBER", help="another setting of libtorrent")
    made = orders.add_parser("tables", help="write the tables again from raw/")
    made.add_argument("--out", type=Path, default=HERE)
    one = orders.add_parser("trial", help="play one trial in this process (used by run)")
    for word in ["name", "text", "number", "path", "changes"]:
        one.add_argument(word)
    order = parser.parse_args()
    # So that a trial that is told to end clears its folder, and a run its trials.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))

    if order.order == "list":
        for name, text in scenarios().items():
            print(f"{name:16} bound {bound(read(text)):6.1f} s  {text}")
    elif order.order == "trial":
        failed = 1
        try:
            seen = trial(order.name, order.text, int(order.number), json.loads(order.changes))
            with gzip.open(order.path, "wt") as lines:
                json.dump(seen, lines)
            failed = 0
        except Exception:
            traceback.print_exc()
        finally:
            # Not the slow way out, in which every session says farewell to the tracker.
            os._exit(failed)
    else:
        raw = order.out / "raw"
        raw.mkdir(parents=True, exist_ok=True)
        if order.order == "run":
            texts = scenarios()
            changes = {key: int(value) for key, value in (pair.split("=") for pair in order.set)}
            jobs = [(name, texts[name], number) for number in range(1, order.trials + 1)
                    for name in order.names or texts if not (raw / f"{name}-{number}.json.gz").exists()]
            play_all(jobs, order.together, raw, changes)
        tables(raw, order.out)


if __name__ == "__main__":
    main()
