import { Button, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InvitePersonResponse } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { VolunteerTrainingService } from '#api/names.ts';
import { people } from '#api/transport.ts';
import { useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Password } from './password.tsx';

const ROLES = ['coordinator', 'tutor', 'lecturer-coach', 'placement-officer', 'operator'] as const;
const IN_BRANCH = ['coordinator', 'tutor'];
const AT_UNIVERSITY = ['lecturer-coach', 'placement-officer'];

/** Invites somebody; afterwards shows what to hand over. */
export function InviteForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  const { branches } = useSession();
  const universities = useQuery(VolunteerTrainingService.method.listUniversities, {});
  const [invited, setInvited] = useState<InvitePersonResponse>();
  const form = useKatrolForm({
    draft: 'person:new',
    initial: {
      name: '',
      email: '',
      role: 'coordinator',
      branchCode: '',
      until: '',
      universityCode: '',
    },
    // what a change of role hides is not sent
    call: ({ branchCode, until, universityCode, ...person }, options) =>
      people.invitePerson(
        {
          ...person,
          ...(IN_BRANCH.includes(person.role) ? { branchCode, until } : {}),
          ...(AT_UNIVERSITY.includes(person.role) ? { universityCode } : {}),
        },
        options,
      ),
    done: setInvited,
    saved: t('accounts.invited'),
  });
  const { role } = form.form.values;
  if (invited?.person) {
    return (
      <div data-testid="invited">
        <p>{t('accounts.handOver', { name: invited.person.name })}</p>
        <Password username={invited.person.username} password={invited.oneTimePassword} />
        <ButtonLink to={`/medewerkers/${invited.person.subject}`} variant="light">
          {t('accounts.toPerson', { name: invited.person.name })}
        </ButtonLink>
        <Button variant="subtle" onClick={close}>
          {t('ui.close')}
        </Button>
      </div>
    );
  }
  return (
    <FormFrame of={form} submit={t('accounts.invite')} cancel={close} testId="invite-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('accounts.name')} autoComplete="off" {...form.field('name')} />
        <TextInput
          type="email"
          label={t('accounts.email')}
          autoComplete="off"
          {...form.field('email')}
        />
        <NativeSelect
          label={t('accounts.role')}
          data={ROLES.map((value) => ({ value, label: code('accountRole', value) }))}
          {...form.field('role')}
        />
        {IN_BRANCH.includes(role) ? (
          <NativeSelect
            label={t('accounts.branch')}
            data={[
              { value: '', label: t('accounts.choose') },
              ...branches.map((one) => ({ value: one.code, label: one.name })),
            ]}
            {...form.field('branchCode')}
          />
        ) : null}
        {IN_BRANCH.includes(role) ? (
          <TextInput
            type="date"
            label={t('accounts.until')}
            description={t('accounts.untilHelp')}
            {...form.field('until')}
          />
        ) : null}
        {AT_UNIVERSITY.includes(role) ? (
          <NativeSelect
            label={t('accounts.university')}
            data={[
              { value: '', label: t('accounts.choose') },
              ...(universities.data?.universities ?? []).map((one) => ({
                value: one.code,
                label: one.name,
              })),
            ]}
            {...form.field('universityCode')}
          />
        ) : null}
      </SimpleGrid>
    </FormFrame>
  );
}
