import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Answer, type Asked, type Rpc } from '#api/call.ts';
import { changed } from '#api/changes.ts';
import { isBehind, refusalOf } from '#api/refusal.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';

/** One command behind one button: saving state, refusal as a notice, what it changed asked anew. */
export function useCommand<M extends Rpc>(
  rpc: M,
  options: {
    done?: (answer: Answer<M>) => void;
    /** what to say after; empty says nothing */
    saved?: string;
  } = {},
) {
  const { t } = useTranslation();
  const reason = useReason();
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID() as string);
  const [saving, setSaving] = useState(false);
  const run = async (request: Asked<M>) => {
    if (saving) return;
    setSaving(true);
    try {
      const answer = await call(rpc, request, key.current);
      key.current = crypto.randomUUID();
      const message = options.saved ?? t('ui.form.saved');
      if (message) tell({ message });
      changed(queries, rpc);
      options.done?.(answer);
    } catch (error) {
      const said = refusalOf(error);
      if (said.definite) key.current = crypto.randomUUID();
      if (isBehind(said)) changed(queries, rpc);
      const fields = said.fields.map((field) => reason(field.reason)).join(' ');
      tell({
        title: reason(said.reason, said.code, said.metadata),
        message: fields,
        tone: 'trouble',
      });
    } finally {
      setSaving(false);
    }
  };
  return { run, saving };
}
