import type { Fault } from './fault.ts';

/** Sets the clock on the wall of this process wrong, from its first moment; its timers run right. */
export function shiftClock({ clockMs = 0 }: Fault): void {
  if (clockMs === 0) return;
  const Right = Date;
  const now = (): number => Right.now() + clockMs;
  globalThis.Date = new Proxy(Right, {
    construct: (of, args: [], made) =>
      Reflect.construct(of, args.length === 0 ? [now()] : args, made) as Date,
    apply: () => new Right(now()).toString(),
    get: (of, name, receiver) => (name === 'now' ? now : Reflect.get(of, name, receiver)) as never,
  });
}
