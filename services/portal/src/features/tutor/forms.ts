import { later } from '#ui/later.tsx';

// forms come when one is opened, or when the page stands: there may be no network by then
export const AskHelp = later(async () => (await import('./ask-help.tsx')).AskHelp);
export const ClosingAfterwards = later(
  async () => (await import('./closing-form.tsx')).ClosingAfterwards,
);
export const ClosingOfFamily = later(
  async () => (await import('./closing-form.tsx')).ClosingOfFamily,
);
export const WorryForm = later(async () => (await import('./worry-form.tsx')).WorryForm);
export const Worries = later(async () => (await import('#ui/trajectory/worries.tsx')).Worries);
export const LogForm = later(async () => (await import('./log-form.tsx')).LogForm);
export const GroupLogForm = later(
  async () => (await import('#ui/trajectory/group-log-form.tsx')).GroupLogForm,
);
export const GroupSessions = later(
  async () => (await import('#ui/trajectory/group-sessions.tsx')).GroupSessions,
);
export const SpeakUp = later(async () => (await import('./speak-up.tsx')).SpeakUp);
export const MissForm = later(async () => (await import('./miss-form.tsx')).MissForm);
export const OfflineNotice = later(
  async () => (await import('./offline-notice.tsx')).OfflineNotice,
);
export const OpenMatch = later(async () => (await import('./open-match.tsx')).OpenMatch);

/** Asks for all of them beforehand. */
export const preloadForms = (): void => {
  for (const form of [AskHelp, GroupLogForm, LogForm, MissForm, OpenMatch, WorryForm])
    form.preload();
};
