import { Button, Group, NativeSelect } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenBranch, Person, PersonChange } from '@katrol/proto/katrol/gateway/v1/json';
import { PeopleService } from '#api/names.ts';
import { useBranchName, useSession } from '#app/session.tsx';
import { useAnyCode, useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';
import { Password } from './password.tsx';
import { inBranch } from './roles.ts';

/** One person: what was given, by whom, and the way to take it back. */
export function AccountPage() {
  const { t } = useTranslation();
  const { subject } = useParams({ from: '/medewerkers/$subject' });
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
          : person.roles.map((role) => code('Role', role)).join(', ')
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
      {person.ended || !person.roles.some(inBranch) ? null : <BranchesPart person={person} />}
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
  const code = useAnyCode();
  const branchName = useBranchName();
  if (!change.kind) return null;
  const what = change.kind === 'role_given' ? code('Role', change.code) : branchName(change.code);
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
        {by}, <When at={change.at ?? ''} />
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
    rpc: PeopleService.method.giveBranch,
    initial: { subject: person.subject },
    done: () => {
      form.set('branchCode', '');
      form.set('until', '');
    },
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
          <Field of={form} at="until" label={t('accounts.until')} />
        </Group>
      </FormFrame>
    </Section>
  );
}

function BranchLine({ person, given }: { person: Person; given: GivenBranch }) {
  const { t } = useTranslation();
  const { subject } = person;
  const { branchCode } = given;
  const name = useBranchName()(branchCode);
  const take = useCommand(PeopleService.method.takeBranch);
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
        onClick={() => void take.run({ subject, branchCode })}
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
  const { subject } = person;
  const end = useCommand(PeopleService.method.endAccount, { done: () => setEnding(false) });
  const renew = useCommand(PeopleService.method.renewPassword, {
    done: (answer) => setPassword(answer.oneTimePassword),
  });
  return (
    <>
      {password ? <Password username={person.username} password={password} /> : null}
      <Group gap="xs" mt="sm">
        <Button
          size="sm"
          variant="light"
          loading={renew.saving}
          onClick={() => void renew.run({ subject })}
        >
          {t('accounts.renewPassword')}
        </Button>
        {me?.subject === subject ? null : (
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
          <Button color="red" loading={end.saving} onClick={() => void end.run({ subject })}>
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
