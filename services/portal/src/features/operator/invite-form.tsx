import { Button, NativeSelect, SimpleGrid } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InvitePersonResponse, Person } from '@katrol/proto/katrol/gateway/v1/json';
import { PeopleService, VolunteerTrainingService } from '#api/names.ts';
import { useSession } from '#app/session.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Password } from './password.tsx';
import { atUniversity, inBranch } from './roles.ts';

type Option = { code: string; name: string };

/** Invites somebody; afterwards shows what to hand over. */
export function InviteForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { branches } = useSession();
  const universities = useQuery(VolunteerTrainingService.method.listUniversities, {});
  const [invited, setInvited] = useState<InvitePersonResponse>();
  const form = useKatrolForm({
    rpc: PeopleService.method.invitePerson,
    draft: 'person:new',
    initial: { role: 'coordinator' },
    // what a change of role hides is not sent
    tidy: ({ branchCode, until, universityCode, ...person }) => ({
      ...person,
      ...(inBranch(person.role) ? { branchCode, until } : {}),
      ...(atUniversity(person.role) ? { universityCode } : {}),
    }),
    done: setInvited,
    saved: t('accounts.invited'),
  });
  const { role } = form.values;
  const select = (options: Option[]) => [
    { value: '', label: t('accounts.choose') },
    ...options.map(({ code, name }) => ({ value: code, label: name })),
  ];
  if (invited?.person) {
    const { person, oneTimePassword } = invited;
    return <Invited person={person} password={oneTimePassword} close={close} />;
  }
  return (
    <FormFrame of={form} submit={t('accounts.invite')} cancel={close} testId="invite-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="name" label={t('accounts.name')} autoComplete="off" />
        <Field of={form} at="email" label={t('accounts.email')} autoComplete="off" />
        <Field of={form} at="role" label={t('accounts.role')} />
        {inBranch(role) ? (
          <NativeSelect
            label={t('accounts.branch')}
            data={select(branches)}
            {...form.field('branchCode')}
          />
        ) : null}
        {inBranch(role) ? (
          <Field
            of={form}
            at="until"
            label={t('accounts.until')}
            description={t('accounts.untilHelp')}
          />
        ) : null}
        {atUniversity(role) ? (
          <NativeSelect
            label={t('accounts.university')}
            data={select(universities.data?.universities ?? [])}
            {...form.field('universityCode')}
          />
        ) : null}
      </SimpleGrid>
    </FormFrame>
  );
}

type InvitedProps = { person: Person; password: string; close: () => void };

function Invited({ person, password, close }: InvitedProps) {
  const { t } = useTranslation();
  const { subject, username, name } = person;
  return (
    <div data-testid="invited">
      <p>{t('accounts.handOver', { name })}</p>
      <Password username={username} password={password} />
      <ButtonLink to="/medewerkers/$subject" params={{ subject }} variant="light">
        {t('accounts.toPerson', { name })}
      </ButtonLink>
      <Button variant="subtle" onClick={close}>
        {t('ui.close')}
      </Button>
    </div>
  );
}
