import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How one request of a crowd ended: its status (0: no answer) and how long it took. */
export type Visit = { status: number; ms: number; retryAfter: boolean };

type Seat = { socket: Socket; heard: (text: string) => void };

/**
 * A crowd of visitors, each on a connection of its own, that asks as cheaply as can be: the load
 * must come from here and not be spent here. From many addresses: one alone would be limited.
 */
export class Crowd {
  readonly #port: number;
  readonly #request: Buffer;
  #seats: Seat[] = [];
  // who has waited longest asks first: everybody comes by, and nobody is silent for so long that
  // the door closes
  readonly #free: Seat[] = [];

  constructor(port: number, path: string) {
    this.#port = port;
    this.#request = Buffer.from(
      `POST ${path} HTTP/1.1\r\nhost: localhost\r\nx-katrol: portal\r\n` +
        'content-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
  }

  /** So many are there, each ready to ask: who was silent for too long was sent away meanwhile. */
  async seat(count: number): Promise<void> {
    this.#seats = this.#seats.filter(({ socket }) => !socket.destroyed);
    while (this.#seats.length < count) this.#seats.push(await this.#open());
    this.#free.splice(0, Infinity, ...this.#seats);
  }

  /** Asks at a rate, whatever comes back; a visitor for whom no seat is free stays outside. */
  async atRate(perSecond: number, seconds: number): Promise<{ visits: Visit[]; outside: number }> {
    const visits: Promise<Visit>[] = [];
    const since = performance.now();
    let asked = 0;
    let outside = 0;
    while (performance.now() - since < seconds * 1_000) {
      const due = ((performance.now() - since) / 1_000) * perSecond;
      for (; asked < due; asked += 1) {
        const seat = this.#free.shift();
        if (seat) visits.push(this.#ask(seat).finally(() => this.#rests(seat)));
        else outside += 1;
      }
      await sleep(2);
    }
    return { visits: await Promise.all(visits), outside };
  }

  /** Asks again as soon as it was answered, so many beside each other: what the platform can. */
  async asFastAsItCan(beside: number, seconds: number): Promise<Visit[]> {
    const visits: Visit[] = [];
    const until = performance.now() + seconds * 1_000;
    await Promise.all(
      this.#seats.slice(0, beside).map(async (seat) => {
        while (performance.now() < until) visits.push(await this.#ask(seat));
      }),
    );
    return visits;
  }

  close(): void {
    for (const { socket } of this.#seats) socket.destroy();
  }

  async #open(): Promise<Seat> {
    const localAddress = `127.0.0.${2 + (this.#seats.length % 200)}`;
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress, noDelay: true });
    const seat: Seat = { socket, heard: () => undefined };
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      text += piece;
      if (!isWhole(text)) return;
      const answer = text;
      text = '';
      seat.heard(answer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => seat.heard(''));
    await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
    return seat;
  }

  #rests(seat: Seat): void {
    if (!seat.socket.destroyed) this.#free.push(seat);
  }

  #ask(seat: Seat): Promise<Visit> {
    const since = performance.now();
    return new Promise((resolve) => {
      seat.heard = (answer) => {
        seat.heard = () => undefined;
        resolve({
          status: Number(answer.slice(9, 12)),
          ms: performance.now() - since,
          retryAfter: /\r\nretry-after: \d/i.test(answer),
        });
      };
      if (seat.socket.destroyed) seat.heard('');
      else seat.socket.write(this.#request);
    });
  }
}

/** Is a whole answer there: by its length, or by its last chunk? */
function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined) return text.length >= head + 4 + Number(length);
  return text.endsWith('0\r\n\r\n');
}
