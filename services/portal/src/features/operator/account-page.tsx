import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenBranch, Person, PersonChange } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { PeopleService } from '#api/names.ts';
import { people } from '#api/transport.ts';
import { useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand, useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';
import { Password } from './password.tsx';

/** One person: what was given, by whom, and the way to take it back. */
export function AccountPage() {
  const { t } = useTranslation();
  const { subject = '' } = useParams({ strict: false }) as { subject?: string };
  const answer = useQuery(PeopleService.method.getPerson, { subject });
  const code = useCodes();
  const person = answer.data?.person;
  if (answer.isError)
    return (
      <Page title={t('accounts.person')}>
        <Trouble error={answer.error} />
      </Page>
    );
  if (!person)
    return (
      <Page title={t('accounts.person')}>
        <Waiting />
      </Page>
    );
  return (
    <Page
      title={person.name}
      lead={
        person.ended
          ? t('accounts.endedLead')
          : person.roles.map((role) => code('accountRole', role)).join(', ')
      }
    >
      <Section title={t('accounts.account')}>
        <Facts
          facts={[
            [t('accounts.username'), person.username],
            [t('accounts.email'), person.email],
            [t('accounts.university'), person.universityCode],
          ]}
        />
        {person.ended ? null : <AccountActions person={person} />}
      </Section>
      {person.ended ||
      !person.roles.some((role) => role === 'coordinator' || role === 'tutor') ? null : (
        <BranchesPart person={person} />
      )}
      <Section title={t('accounts.record')}>
        <ul className="cards" data-testid="person-changes">
          {(answer.data?.changes ?? []).map((change, n) => (
            <li key={n} className="card">
              <ChangeLine of={change} />
            </li>
          ))}
        </ul>
        {answer.data?.changes.length === 0 ? (
          <p className="quiet">{t('accounts.noRecord')}</p>
        ) : null}
      </Section>
    </Page>
  );
}

function ChangeLine({ of: change }: { of: PersonChange }) {
  const { t } = useTranslation();
  const code = useCodes();
  const { branches } = useSession();
  const what =
    change.kind === 'role_given'
      ? code('accountRole', change.code)
      : (branches.find((one) => one.code === change.code)?.name ?? change.code);
  const by = change.actor ? t('accounts.by', { name: change.actor }) : t('accounts.byDate');
  return (
    <>
      <span className="strong">{t(`accounts.kind.${change.kind}`, { what })}</span>{' '}
      {change.until && change.kind === 'branch_given' ? (
        <span>
          {t('accounts.upTo')} <When at={change.until} />{' '}
        </span>
      ) : null}
      <span className="quiet">
        {by}, <When at={change.at ? timestampDate(change.at).toISOString() : ''} />
      </span>
    </>
  );
}

function BranchesPart({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { branches } = useSession();
  const free = branches.filter(
    (one) => !person.branches.some((has) => has.branchCode === one.code),
  );
  const form = useKatrolForm({
    initial: { branchCode: '', until: '' },
    call: (values, options) => people.giveBranch({ subject: person.subject, ...values }, options),
    done: () => form.form.reset(),
  });
  return (
    <Section title={t('accounts.branches')}>
      <p className="quiet">{t('accounts.withinMinute')}</p>
      <ul className="cards" data-testid="given-branches">
        {person.branches.map((one) => (
          <BranchLine key={one.branchCode} person={person} given={one} />
        ))}
      </ul>
      <FormFrame of={form} submit={t('accounts.giveBranch')} testId="give-branch">
        <Group align="flex-end">
          <NativeSelect
            label={t('accounts.branch')}
            data={[
              { value: '', label: t('accounts.choose') },
              ...free.map((one) => ({ value: one.code, label: one.name })),
            ]}
            {...form.field('branchCode')}
          />
          <TextInput type="date" label={t('accounts.until')} {...form.field('until')} />
        </Group>
      </FormFrame>
    </Section>
  );
}

function BranchLine({ person, given }: { person: Person; given: GivenBranch }) {
  const { t } = useTranslation();
  const { branches } = useSession();
  const name = branches.find((one) => one.code === given.branchCode)?.name ?? given.branchCode;
  const take = useCommand((_: null, options) =>
    people.takeBranch({ subject: person.subject, branchCode: given.branchCode }, options),
  );
  return (
    <li className="card line">
      <span>
        <span className="strong">{name}</span>{' '}
        {given.until ? (
          <span className="quiet">
            {t('accounts.upTo')} <When at={given.until} />
          </span>
        ) : null}
      </span>
      <Button
        size="sm"
        variant="subtle"
        loading={take.saving}
        onClick={() => void take.run(null)}
        aria-label={t('accounts.takeOne', { name })}
      >
        {t('accounts.take')}
      </Button>
    </li>
  );
}

function AccountActions({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [ending, setEnding] = useState(false);
  const [password, setPassword] = useState('');
  const end = useCommand(
    (_: null, options) => people.endAccount({ subject: person.subject }, options),
    { done: () => setEnding(false) },
  );
  const renew = useCommand(
    (_: null, options) => people.renewPassword({ subject: person.subject }, options),
    { done: (answer) => setPassword(answer.oneTimePassword) },
  );
  return (
    <>
      {password ? <Password username={person.username} password={password} /> : null}
      <Group gap="xs" mt="sm">
        <Button
          size="sm"
          variant="light"
          loading={renew.saving}
          onClick={() => void renew.run(null)}
        >
          {t('accounts.renewPassword')}
        </Button>
        {me?.subject === person.subject ? null : (
          <Button size="sm" variant="subtle" color="red" onClick={() => setEnding(true)}>
            {t('accounts.end')}
          </Button>
        )}
      </Group>
      <Dialog
        opened={ending}
        onClose={() => setEnding(false)}
        title={t('accounts.endTitle', { name: person.name })}
      >
        <p>{t('accounts.endText')}</p>
        <Group gap="xs">
          <Button color="red" loading={end.saving} onClick={() => void end.run(null)}>
            {t('accounts.end')}
          </Button>
          <Button variant="subtle" onClick={() => setEnding(false)}>
            {t('ui.cancel')}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
