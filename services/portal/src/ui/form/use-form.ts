import { useForm, type UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOffline, refusalOf, type Refusal } from '#api/refusal.ts';
import { dropDraft, loadDraft, saveDraft, type Draft } from '#device/drafts.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';

export type Call<V, O> = (values: V, options: { headers: Record<string, string> }) => Promise<O>;
export type Setup<V, O> = {
  /** names the one thing the draft belongs to; without it nothing is kept on the device */
  draft?: string;
  initial: V;
  call: Call<V, O>;
  done?: (answer: O, values: V) => void;
  /** a message of the contract that wraps the form's fields */
  prefix?: string;
  /** keeps the command for later when there is no network */
  later?: (values: V, key: string) => Promise<void>;
  /** what to say after; empty says nothing */
  saved?: string;
};
export type KatrolForm<V> = {
  form: UseFormReturnType<V>;
  scope: string;
  saving: boolean;
  refusal: Refusal | undefined;
  offer: Draft<V> | undefined;
  takeOffer: () => void;
  dropOffer: () => void;
  submit: () => Promise<void>;
  /** props of an input at a path of the form: value, change, error, id */
  field: (path: string) => InputProps;
  check: (path: string) => InputProps;
};
type InputProps = ReturnType<UseFormReturnType<Record<string, unknown>>['getInputProps']> & {
  id: string;
};

const TYPING_PAUSE = 600;

/** Keeps what is typed on the device, offers it back once, forgets it when sent. */
function useDraft<V extends object>(
  id: string | undefined,
  form: UseFormReturnType<V>,
  key: React.RefObject<string>,
) {
  const [offer, setOffer] = useState<Draft<V>>();
  useEffect(() => {
    if (!id) return;
    void loadDraft<V>(id).then((draft) => setOffer(draft));
  }, [id]);
  const values = JSON.stringify(form.values);
  useEffect(() => {
    if (!id || !form.isDirty()) return undefined;
    const timer = setTimeout(
      () => void saveDraft(id, JSON.parse(values) as V, key.current),
      TYPING_PAUSE,
    );
    return () => clearTimeout(timer);
  }, [id, values, form, key]);
  const forget = async () => {
    setOffer(undefined);
    if (id) await dropDraft(id);
  };
  return { offer: form.isDirty() ? undefined : offer, setOffer, forget };
}

/** A form of the platform: drafts, one idempotency key per submitted form, refusals at the field, offline. */
export function useKatrolForm<V extends object, O>(setup: Setup<V, O>): KatrolForm<V> {
  const { t } = useTranslation();
  const reason = useReason();
  const scope = useId().replaceAll(/[^a-zA-Z0-9]/g, 'f');
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID() as string);
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const form = useForm<V>({ initialValues: setup.initial });
  const draft = useDraft(setup.draft, form, key);

  const finish = async (message: string) => {
    await draft.forget();
    key.current = crypto.randomUUID();
    form.resetDirty();
    if (message) tell({ message });
  };
  const refused = (said: Refusal) => {
    // a sure no ends this attempt; an unsure one may have been carried out, so its retry keeps the key
    if (said.definite) key.current = crypto.randomUUID();
    setRefusal(said);
    form.setErrors(
      Object.fromEntries(said.fields.map((field) => [field.path, reason(field.reason)])),
    );
  };
  const submit = async () => {
    if (saving) return;
    setSaving(true);
    setRefusal(undefined);
    form.clearErrors();
    const values = form.getValues();
    try {
      if (setup.draft) await saveDraft(setup.draft, values, key.current);
      const answer = await setup.call(values, { headers: { 'Idempotency-Key': key.current } });
      await finish(setup.saved ?? t('ui.form.saved'));
      void queries.invalidateQueries();
      setup.done?.(answer, values);
    } catch (error) {
      if (setup.later && isOffline(error)) {
        await setup.later(values, key.current);
        await finish(t('ui.form.keptForLater'));
        setup.done?.(undefined as O, values);
      } else refused(refusalOf(error, setup.prefix));
    } finally {
      setSaving(false);
    }
  };
  const props = (path: string, type: 'input' | 'checkbox') =>
    ({
      ...form.getInputProps(path as never, { type }),
      id: `${scope}-${path}`,
    }) as unknown as InputProps;
  return {
    form,
    scope,
    saving,
    refusal,
    offer: draft.offer,
    submit,
    takeOffer: () => {
      if (!draft.offer) return;
      key.current = draft.offer.key;
      form.setValues(draft.offer.values);
      draft.setOffer(undefined);
    },
    dropOffer: () => void draft.forget(),
    field: (path) => props(path, 'input'),
    check: (path) => props(path, 'checkbox'),
  };
}

/** One command behind one button: saving state, refusal as a notice, everything on screen asked again. */
export function useCommand<V, O>(
  call: Call<V, O>,
  options: {
    done?: (answer: O) => void;
    /** what to say after; empty says nothing */ saved?: string;
  } = {},
) {
  const { t } = useTranslation();
  const reason = useReason();
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID() as string);
  const [saving, setSaving] = useState(false);
  const run = async (values: V) => {
    if (saving) return;
    setSaving(true);
    try {
      const answer = await call(values, { headers: { 'Idempotency-Key': key.current } });
      key.current = crypto.randomUUID();
      const message = options.saved ?? t('ui.form.saved');
      if (message) tell({ message });
      void queries.invalidateQueries();
      options.done?.(answer);
    } catch (error) {
      const said = refusalOf(error);
      if (said.definite) key.current = crypto.randomUUID();
      const fields = said.fields.map((field) => reason(field.reason)).join(' ');
      tell({ title: reason(said.reason, said.code), message: fields, tone: 'trouble' });
    } finally {
      setSaving(false);
    }
  };
  return { run, saving };
}
