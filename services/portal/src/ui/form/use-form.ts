import type { FormField } from '@katrol/proto/json';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Answer, type Asked, type Rpc, type Whole } from '#api/call.ts';
import { changed } from '#api/changes.ts';
import { fieldAt, wholeOf, withNumbers } from '#api/contract.ts';
import type { OfflineCommand } from '#api/outbox.ts';
import { isBehind, isOffline, refusalOf, type Refusal } from '#api/refusal.ts';
import type { Draft } from '#device/drafts.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';
import type { FormPart, InputProps } from './form-part.ts';
import { valueAt } from './path.ts';
import { useDraft, type Key } from './use-draft.ts';

/** The values of a form that holds what its RPC takes. */
export type ValuesOf<M extends Rpc> = Whole<M>;

type Sending<M extends Rpc> = {
  rpc: M;
  /** names the one thing the draft belongs to; without it nothing is kept on the device */
  draft?: string;
  /** who fills it in has no account: what they type stays in the tab unless they ask */
  ofNobody?: boolean;
  done?: (answer: Answer<M>) => void;
  /** keeps the command for later when there is no network */
  later?: OfflineCommand;
  /** what to say after; empty says nothing */
  saved?: string;
};
/** A form that holds what its RPC takes. */
type Setup<M extends Rpc> = Sending<M> & {
  initial: Asked<M>;
  /** what is left out or filled in before it is sent */
  tidy?: (values: ValuesOf<M>) => Asked<M>;
};
/** A form that holds values of its own. */
type OwnSetup<M extends Rpc, V> = Sending<M> & {
  initial: V;
  request: (values: V) => Asked<M>;
};
type AnySetup<M extends Rpc, V> = Sending<M> & {
  initial: V | Asked<M>;
  request?: (values: V) => Asked<M>;
  tidy?: (values: V) => Asked<M>;
};

export type KatrolForm<V> = FormPart<V> & {
  scope: string;
  saving: boolean;
  refusal: Refusal | undefined;
  offer: Draft<V> | undefined;
  takeOffer: () => void;
  dropOffer: () => void;
  /** does what is typed stay on the device, because who has no account asked for it? */
  onDevice: boolean;
  stayOnDevice: (on: boolean) => void;
  submit: () => Promise<void>;
};

// there before the network is gone, and only for forms that can wait for it
const outbox = () => import('#api/outbox.ts');
const useOutbox = (later: OfflineCommand | undefined): void =>
  useEffect(() => void (later && outbox()), [later]);

function useKey(): Key {
  const key = useRef(crypto.randomUUID() as string);
  const renew = () => {
    key.current = crypto.randomUUID();
  };
  const restore = (kept: string) => {
    key.current = kept;
  };
  return { key, renew, restore };
}
function useRefusal<V extends object>(form: UseFormReturnType<V>, { renew }: Key, rpc: Rpc) {
  const reason = useReason();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<Refusal>();
  const show = (said: Refusal) => {
    // a sure no ends this attempt; an unsure one may have been carried out, so its retry keeps the
    // key
    if (said.definite) renew();
    if (isBehind(said)) changed(queries, rpc);
    setRefusal(said);
    form.setErrors(
      Object.fromEntries(said.fields.map((field) => [field.path, reason(field.reason)])),
    );
  };
  const clear = () => {
    setRefusal(undefined);
    form.clearErrors();
  };
  return { refusal, show, clear };
}

/**
 * A form of the platform: drafts, one idempotency key per submitted form, refusals at the field,
 * offline. It holds what its RPC takes, whole from the start, or values of its own with `request`.
 */
export function useKatrolForm<M extends Rpc>(setup: Setup<M>): KatrolForm<ValuesOf<M>>;
export function useKatrolForm<M extends Rpc, V extends object>(
  setup: OwnSetup<M, V>,
): KatrolForm<V>;
export function useKatrolForm<M extends Rpc, V extends object>(
  setup: AnySetup<M, V>,
): KatrolForm<V> {
  const { t } = useTranslation();
  const scope = useId().replaceAll(/[^a-zA-Z0-9]/g, 'f');
  const queries = useQueryClient();
  const attempt = useKey();
  const [saving, setSaving] = useState(false);
  const form = useForm<V>({ initialValues: initialOf(setup) });
  const draft = useDraft(setup, form, attempt);
  useOutbox(setup.later);
  const { refusal, show, clear } = useRefusal(form, attempt, setup.rpc);

  const finish = async (message: string) => {
    await draft.forget();
    attempt.renew();
    form.resetDirty();
    if (message) tell({ message });
  };
  const send = async (request: Asked<M>) => {
    try {
      const answer = await call(setup.rpc, request, attempt.key.current);
      await finish(setup.saved ?? t('ui.form.saved'));
      changed(queries, setup.rpc);
      setup.done?.(answer);
    } catch (error) {
      if (!setup.later || !isOffline(error)) return show(refusalOf(error));
      await (await outbox()).sendLater(setup.later, request, attempt.key.current);
      await finish(t('ui.form.keptForLater'));
      setup.done?.(undefined as never);
    }
    return undefined;
  };
  const submit = async () => {
    if (saving) return;
    setSaving(true);
    clear();
    const typed = form.getValues();
    const values = withRevisions(typed, initialOf(setup));
    try {
      await draft.keep(typed);
      const request = setup.request ?? setup.tidy;
      const asked = request ? request(values) : values;
      await send(withNumbers(setup.rpc.input, asked as object) as Asked<M>);
    } finally {
      setSaving(false);
    }
  };
  return {
    ...partsOf(form, setup.rpc, scope),
    scope,
    saving,
    refusal,
    offer: draft.offer,
    submit,
    takeOffer: draft.take,
    dropOffer: () => void draft.forget(),
    onDevice: draft.onDevice,
    stayOnDevice: (on) => void draft.stay(on),
  };
}

// whole from the start: what nothing was given for is there, and empty
const initialOf = <M extends Rpc, V>({ rpc, initial, request }: AnySetup<M, V>): V =>
  request ? (initial as V) : (wholeOf(rpc.input, initial as object) as V);

/**
 * What was typed, on the revision that is there now: a draft, or a form that was told of a newer
 * one, keeps an older.
 */
function withRevisions<V>(typed: V, now: V): V {
  if (typeof typed !== 'object' || typed === null || Array.isArray(typed)) return typed;
  const at = (now ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(typed).map(([key, value]) => [
      key,
      key === 'revision' ? at[key] : withRevisions(value, at[key]),
    ]),
  ) as V;
}

const types: Record<string, string> = {
  date: 'date',
  date_time: 'datetime-local',
  time: 'time',
  phone: 'tel',
  email: 'email',
};

function partsOf<V extends object>(
  form: UseFormReturnType<V>,
  rpc: Rpc,
  scope: string,
): FormPart<V> {
  const declared = (path: string) => fieldAt(rpc.input, path);
  return {
    values: form.values,
    set: (path, value) => form.setFieldValue(path as never, value as never),
    declared,
    path: (path) => path,
    field: (path) => {
      const type = typeof valueAt(form.values, path) === 'boolean' ? 'checkbox' : 'input';
      const props = form.getInputProps(path as never, { type });
      return { ...props, ...said(declared(path)), id: `${scope}-${path}` } as InputProps;
    },
  };
}

/** What the contract says of a field, for its input. */
function said(field: FormField | undefined) {
  if (!field || field.list || field.many || field.inner) return {};
  const { kind, form = '', min, max } = field;
  if (kind === 'number') return { min, max };
  const type = types[form];
  return type ? { type } : {};
}
