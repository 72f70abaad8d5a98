import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Role } from '@katrol/proto/katrol/common/v1/codes';
import type { Branch } from '@katrol/proto/katrol/intake/v1/json';
import { headers } from '#api/call.ts';
import { IntakeService } from '#api/names.ts';
import { useQuery as useRpc } from '#api/query.ts';
import { person, setPerson } from '#device/person.ts';
import { beginAnew, goTo, tellEnd } from './ends.ts';

export type { Role };
export type Me = {
  subject: string;
  name: string;
  roles: Role[];
  branches: string[];
  university?: string;
};
type Session = {
  me: Me | null | undefined;
  /** code of the branch one works in now; empty for who has none */
  branch: string;
  setBranch: (code: string) => void;
  branches: Branch[];
};

const KEPT = 'katrol.branch';
const Context = createContext<Session>({
  me: undefined,
  branch: '',
  setBranch: () => undefined,
  branches: [],
});

async function askWho(): Promise<Me | null> {
  const answer = await fetch('/auth/me', { headers: headers() });
  if (!answer.ok && answer.status !== 401) throw new Error(`auth/me ${answer.status}`);
  const me = answer.ok ? ((await answer.json()) as Me) : null;
  // the screen of somebody who left, or in whose place another came
  if (person() && person() !== me?.subject) await beginAnew();
  else setPerson(me?.subject ?? '');
  return me;
}

/** Who is signed in, and in which branch they work. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const who = useQuery({ queryKey: ['me'], queryFn: askWho, staleTime: 60_000 });
  const all = useRpc(IntakeService.method.listBranches, {}, { staleTime: 300_000 });
  const [chosen, setChosen] = useState(() => window.localStorage.getItem(KEPT) ?? '');
  const me = who.data !== undefined ? who.data : who.isError ? null : undefined;
  const branches = useMemo(() => all.data?.branches ?? [], [all.data]);
  const mine = me?.branches ?? [];
  const branch = mine.includes(chosen) ? chosen : (mine[0] ?? '');
  const value = useMemo(
    () => ({
      me,
      branch,
      branches,
      setBranch: (code: string) => {
        window.localStorage.setItem(KEPT, code);
        setChosen(code);
      },
    }),
    [me, branch, branches],
  );
  return <Context value={value}>{children}</Context>;
}

export function useSession(): Session {
  return useContext(Context);
}

/** The branch one works in. Empty code for who has none. */
export function useBranch(): {
  code: string;
  name: string;
  anchorName: string;
  anchorPhone: string;
  cell?: { x: number; y: number };
} {
  const { branch, branches } = useSession();
  const found = branches.find((one) => one.code === branch);
  return {
    code: branch,
    name: found?.name ?? branch,
    anchorName: found?.anchorName ?? '',
    anchorPhone: found?.anchorPhone ?? '',
    ...(found?.cell ? { cell: { x: found.cell.x, y: found.cell.y } } : {}),
  };
}

/** A function that names a branch by its code. */
export function useBranchName(): (code: string) => string {
  const { branches } = useSession();
  return (code) => branches.find((one) => one.code === code)?.name ?? code;
}

/** Where to sign in, coming back to where one is. */
export function signInPath(language: string): string {
  const back = `${window.location.pathname}${window.location.search}`;
  const asked = new URLSearchParams({ return_to: back, ui_locales: language });
  return `/auth/sign-in?${asked.toString()}`;
}

/** Ends the session, here and in every tab, and forgets what was typed and not sent. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/auth/sign-out', { method: 'POST', headers: headers() });
  const { redirect } = answer.ok
    ? ((await answer.json()) as { redirect?: string })
    : { redirect: '/' };
  await leave(redirect);
}

/**
 * Goes from the page of who signed out, in every tab. What they typed and did not send is forgotten,
 * but for what waits for a network.
 */
export async function leave(address = '/'): Promise<void> {
  const left = person();
  // from here on nothing is kept in their name
  setPerson('');
  const { forgetDrafts } = await import('#device/vault.ts');
  await forgetDrafts(left);
  window.localStorage.removeItem(KEPT);
  tellEnd();
  goTo(address);
}
