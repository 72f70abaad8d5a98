/** Seconds as people here write them: 0,8 s. */
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).replace('.', ',')} s`;

/** What the person who typed `npm start` reads. */
export interface Progress {
  /** Does some work and says what, and how long it took. */
  step: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  /** One line. */
  say: (text: string) => void;
}

/**
 * Writes progress to a stream; a line of somebody else never lands in the middle of a step's own.
 */
export const createProgress = (out: NodeJS.WritableStream): Progress => {
  let open: string | undefined;
  const say = (text: string): void => {
    if (open !== undefined) out.write('\n');
    open = undefined;
    out.write(`${text}\n`);
  };
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    if (open !== undefined) out.write('\n');
    open = what;
    out.write(`${what} ... `);
    const startedAt = performance.now();
    const finish = (outcome: string): void => {
      out.write(open === what ? `${outcome}\n` : `${what} ... ${outcome}\n`);
      if (open === what) open = undefined;
    };
    try {
      const result = await work();
      finish(seconds(performance.now() - startedAt));
      return result;
    } catch (error) {
      finish('mislukt / failed');
      throw error;
    }
  };
  return { step, say };
};
