let subject = '';

/** Whose screen this is: the subject of who is signed in, empty for nobody. */
export const person = (): string => subject;
export const setPerson = (signedIn: string): void => {
  subject = signedIn;
};

/** What is still to be kept when the page must begin anew: forms keep here what was just typed. */
export const lastWords = new Set<() => Promise<void>>();
