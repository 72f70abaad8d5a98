const PATIENCE_MS = 30_000;

/**
 * A server, a connection or a timer that a suite left open keeps its process: that is a failure with
 * a word, not a run that never ends.
 */
export default () => {
  const said = 'this suite left something open: a server, a connection or a timer\n';
  const over = () => process.stdout.write(said, () => process.exit(1));
  setTimeout(over, PATIENCE_MS).unref();
};
