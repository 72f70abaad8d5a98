// How long a conversation may be taken back, as if it was never said.
const UNDO_MS = 60_000;

/** What was recorded after this moment may still be taken back. */
export const undoableSince = (now: Date): Date => new Date(now.getTime() - UNDO_MS);

/** Until when something that was recorded then may be taken back. */
export const undoableUntil = (recordedAt: Date): string =>
  new Date(recordedAt.getTime() + UNDO_MS).toISOString();
