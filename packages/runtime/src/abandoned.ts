/**
 * Calls `then` when whoever started this process is gone, however it went - at once when that was
 * before anybody asked. Nothing for a process that was started without a channel.
 */
export function whenAbandoned(then: () => void): void {
  if (!process.send) return;
  // the channel closes with its other end; an event that came while modules were read is not said
  // again
  if (process.connected) process.once('disconnect', then);
  else then();
}
