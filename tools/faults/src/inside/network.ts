import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Fault } from './fault.ts';

type Connect = (...args: unknown[]) => unknown;

/** Sends connections for one loopback port to another. */
export function redirect(fault: Fault): void {
  const net = createRequire(import.meta.url)('node:net') as { connect: Connect };
  const plain = net.connect;
  net.connect = (...args) => {
    const [options] = args;
    if (typeof options !== 'object' || options === null) return plain(...args);
    const { port } = options as { port?: number };
    const other = fault.redirect?.[String(port)];
    return plain(
      other === undefined ? options : { ...options, host: '127.0.0.1', port: other },
      ...args.slice(1),
    );
  };
  syncBuiltinESMExports();
}
