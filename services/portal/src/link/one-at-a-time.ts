/** Lets one thing be done at a time: what is tapped twice is done once. */
export function oneAtATime(): (work: () => Promise<boolean>) => Promise<boolean> {
  let running = false;
  return async (work) => {
    if (running) return false;
    running = true;
    try {
      return await work();
    } finally {
      running = false;
    }
  };
}
