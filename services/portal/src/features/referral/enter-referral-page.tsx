import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@connectrpc/connect-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LikelyDuplicate } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { IntakeService } from '#api/names.ts';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Tag, Waiting } from '#ui/page.tsx';
import { isoDay } from '#ui/when.tsx';
import {
  AddressFields,
  ChildrenFields,
  ContactFields,
  PriorConsentFields,
  ReasonFields,
  ReferrerFields,
} from './referral-fields.tsx';
import { emptyReferral, toRequest, type ReferralValues } from './referral-values.ts';

const ALL_KINDS = [1, 2, 3, 4, 5, 6];

/** A referral taken by phone: the same questions, likely duplicates shown before saving. */
export function EnterReferralPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const form = useQuery(
    IntakeService.method.getReferralForm,
    { branchCode: code },
    { enabled: Boolean(code) },
  );
  if (!form.data)
    return (
      <Page title={t('referral.enterTitle')}>
        <Waiting />
      </Page>
    );
  return (
    <EnterForm
      key={code}
      branch={code}
      kinds={form.data.referrers.length ? form.data.referrers : ALL_KINDS}
      prior={form.data.priorConsentAndInformation}
    />
  );
}

function EnterForm({ branch, kinds, prior }: { branch: string; kinds: number[]; prior: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [joined, setJoined] = useState<LikelyDuplicate>();
  const form = useKatrolForm({
    draft: `enter-referral:${branch}`,
    initial: {
      ...emptyReferral(
        branch,
        kinds.find((kind) => kind === ReferrerKind.SCHOOL) ?? kinds[0] ?? 1,
        '',
      ),
      occurredOn: isoDay(),
    },
    prefix: 'referral',
    call: (values: ReferralValues, options) =>
      intake.enterReferral(
        { referral: toRequest(values), familyId: joined?.familyId ?? '' },
        options,
      ),
    done: (referral) => void navigate({ to: `/gezinnen/${referral.familyId}` }),
  });
  const self = Number(form.form.values.referrer.kind) === ReferrerKind.PARENT;
  return (
    <Page title={t('referral.enterTitle')} lead={t('referral.enterLead')}>
      <FormFrame
        of={form}
        submit={
          joined ? t('referral.saveWith', { name: joined.familyName }) : t('referral.saveReferral')
        }
        testId="enter-referral-form"
      >
        <ReferrerFields of={form} kinds={kinds} />
        <ChildrenFields of={form} self={false} />
        <ContactFields of={form} self={false} />
        <Duplicates branch={branch} values={form.form.values} joined={joined} join={setJoined} />
        <AddressFields of={form} />
        <ReasonFields of={form} />
        {prior && !self ? <PriorConsentFields of={form} /> : null}
        <TextInput
          type="date"
          label={t('referral.occurredOn')}
          maw={220}
          {...form.field('occurredOn')}
        />
      </FormFrame>
    </Page>
  );
}

type DuplicateProps = {
  branch: string;
  values: ReferralValues;
  joined?: LikelyDuplicate;
  join: (family?: LikelyDuplicate) => void;
};

function Duplicates({ branch, values, joined, join }: DuplicateProps) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(
    JSON.stringify({ contact: values.contact, children: values.children }),
    500,
  );
  const { contact, children } = JSON.parse(asked) as Pick<ReferralValues, 'contact' | 'children'>;
  const enough =
    contact.familyName.length > 2 || contact.phone.length > 5 || contact.email.includes('@');
  const found = useQuery(
    IntakeService.method.findLikelyDuplicates,
    { branchCode: branch, contact, children },
    { enabled: enough, placeholderData: (old) => old },
  );
  const duplicates = enough ? (found.data?.duplicates ?? []) : [];
  if (joined) {
    return (
      <Alert variant="outline" title={t('referral.joined', { name: joined.familyName })}>
        <Button size="sm" variant="light" type="button" onClick={() => join(undefined)}>
          {t('referral.unjoin')}
        </Button>
      </Alert>
    );
  }
  return (
    <div role="status" data-testid="duplicates">
      {duplicates.length ? (
        <Alert variant="outline" title={t('referral.duplicates', { count: duplicates.length })}>
          <Stack gap="sm">
            {duplicates.map((one) => (
              <Duplicate key={one.familyId} of={one} join={() => join(one)} />
            ))}
          </Stack>
        </Alert>
      ) : null}
    </div>
  );
}

function Duplicate({ of, join }: { of: LikelyDuplicate; join: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <AppLink to={`/gezinnen/${of.familyId}`}>{of.familyName}</AppLink>
        <Text>{[of.children.join(', '), of.municipality].filter(Boolean).join(' · ')}</Text>
        <Group gap={4}>
          {of.reasons.map((reason) => (
            <Tag key={reason}>{code('duplicate', reason)}</Tag>
          ))}
        </Group>
      </div>
      <Button size="sm" variant="light" type="button" onClick={join}>
        {t('referral.join')}
      </Button>
    </Group>
  );
}
