import { createServer, type Server, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** How it is lost: for good, or so that a new connection gets through at once. */
export type Loss = 'down' | 'broken once' | 'hangs';

/** A way to a database that can be lost at any of the messages that go over it. */
export class DatabaseLink {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  private isHanging = false;
  private messagesLeft = Number.POSITIVE_INFINITY;
  private loss: Loss = 'down';

  private constructor(private readonly target: URL) {}

  static async open(databaseUrl: string): Promise<DatabaseLink> {
    const link = new DatabaseLink(new URL(databaseUrl));
    await link.up();
    return link;
  }

  /** The address of the database by this way. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Whether what was told to be lost is. */
  get isLost(): boolean {
    return this.messagesLeft <= 0;
  }

  /** Instead of the message after so many more to the database. */
  loseAfter(messages: number, loss: Loss): void {
    this.messagesLeft = messages + 1;
    this.loss = loss;
  }

  async up(): Promise<void> {
    this.messagesLeft = Number.POSITIVE_INFINITY;
    this.isHanging = false;
    for (const socket of this.sockets) socket.resume();
    if (this.server !== null) return;
    const server = createServer(client => this.connect(client));
    this.server = server;
    await new Promise<void>(resolve => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the link has no port');
    this.port = address.port;
  }

  /** As when Postgres is killed. */
  down(): void {
    this.server?.close();
    this.server = null;
    this.breakAll();
  }

  private breakAll(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  private connect(client: Socket): void {
    const database = new Socket();
    database.connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
    database.on('data', chunk => client.write(chunk));
    client.on('data', chunk => {
      this.messagesLeft -= 1;
      if (this.messagesLeft === 0) void this.lose();
      else database.write(chunk);
    });
    if (this.isHanging) client.pause();
  }

  private async lose(): Promise<void> {
    if (this.loss === 'hangs') {
      this.isHanging = true;
      for (const socket of this.sockets) socket.pause();
      return;
    }
    await turn();
    if (this.loss === 'down') this.down();
    else this.breakAll();
  }
}
