import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import {
  ask,
  dropDraft,
  isAsked,
  loadDraft,
  saveDraft,
  type Draft,
  type Home,
} from '#device/drafts.ts';
import { lastWords } from '#device/person.ts';

const TYPING_PAUSE = 600;

/** The key of an attempt, and how a draft brings its own back. */
export type Key = { key: { current: string }; renew: () => void; restore: (kept: string) => void };
/** What the draft belongs to; `ofNobody`: who types has no account, and says where it stays. */
type Place = { draft?: string; ofNobody?: boolean };

/**
 * Keeps what is typed for who typed it, offers it back to them once, forgets it when sent. Of
 * somebody without an account it stays in the tab, unless they ask that it stays on the device.
 */
export function useDraft<V extends object>(
  { draft: id, ofNobody = false }: Place,
  form: UseFormReturnType<V>,
  { key, restore }: Key,
) {
  const [offer, setOffer] = useState<Draft<V>>();
  const [onDevice, setOnDevice] = useState(() => ofNobody && id !== undefined && isAsked(id));
  const home: Home = !ofNobody ? 'person' : onDevice ? 'device' : 'tab';
  const keep = async (values: V, at = home) =>
    void (id && (await saveDraft(at, id, { values, key: key.current })));
  useEffect(() => {
    if (id) void loadDraft<V>(home, id).then(setOffer);
    // another home is another place to keep it, nothing to offer anew
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id]);
  const values = JSON.stringify(form.values);
  useEffect(() => {
    if (!id || !form.isDirty()) return undefined;
    const save = () => saveDraft(home, id, { values: JSON.parse(values) as V, key: key.current });
    const timer = setTimeout(() => void save(), TYPING_PAUSE);
    lastWords.add(save);
    return () => {
      clearTimeout(timer);
      lastWords.delete(save);
    };
  }, [id, home, values, form, key]);
  const forget = async () => {
    setOffer(undefined);
    if (!id) return;
    await dropDraft(home, id);
    ask(id, false);
  };
  const stay = async (on: boolean) => {
    if (!id) return;
    ask(id, on);
    setOnDevice(on);
    await dropDraft(home, id);
    if (form.isDirty()) await keep(form.getValues(), on ? 'device' : 'tab');
  };
  const offered = form.isDirty() ? undefined : offer;
  const take = () => {
    if (!offered) return;
    restore(offered.key);
    form.setValues(offered.values);
    setOffer(undefined);
  };
  return { offer: offered, take, forget, keep, onDevice, stay };
}
