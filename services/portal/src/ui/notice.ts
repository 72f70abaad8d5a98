/** Told on the window when something is to be said at the foot of the screen. */
export const NOTICE = 'katrol:notice';

export type Notice = {
  message: string;
  title?: string;
  tone?: 'done' | 'trouble';
  /** until somebody takes it away */
  stays?: boolean;
};

/** A short word at the foot of the screen, announced; trouble stays longer. */
export function tell(notice: Notice): void {
  window.dispatchEvent(new CustomEvent(NOTICE, { detail: notice }));
}
