import type { FormField } from '@katrol/proto/json';
import { createContext, useContext, type ComponentType } from 'react';

/** What a hint needs of a form. */
export type Written = { values: unknown; declared: (path: never) => FormField | undefined };

/**
 * The names that a tutor's texts are looked at for, and what says so under a form: it comes with
 * the page, because there may be no network when the form is opened.
 */
type OwnNames = {
  names: readonly string[];
  Hint: ComponentType<{ of: Written; own: readonly string[] }>;
};

export const Own = createContext<OwnNames | undefined>(undefined);

/** Names of the tutor's own families; undefined where no tutor writes. */
export const useOwnNames = (): OwnNames | undefined => useContext(Own);
