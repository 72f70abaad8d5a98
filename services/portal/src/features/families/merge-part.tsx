import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  Family,
  LikelyDuplicate,
  MergedFamily,
  MergePreview,
} from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useAnyCode, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Section, Tag, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useGo, useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { useSay } from './differences.tsx';

const { findLikelyDuplicates, previewMerge, mergeFamilies, undoMerge } = IntakeService.method;

/** Files that are likely of the same family, and those that became one with this one. */
export function MergePart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const { branchCode, contact } = family;
  const children = family.children.map(({ firstName, grade, school }) => ({
    firstName,
    grade,
    school,
  }));
  const found = useQuery(findLikelyDuplicates, { branchCode, contact, children });
  const others = (found.data?.duplicates ?? []).filter((one) => one.familyId !== family.id);
  const chosen = search.samen;
  if (others.length === 0 && family.merged.length === 0) return null;
  return (
    <Section title={t('merge.title')} id="een-gezin">
      {family.merged.map((one) => (
        <Merged key={one.familyId} of={one} />
      ))}
      {chosen ? (
        <Preview from={chosen} into={family.id} close={() => change({ samen: undefined })} />
      ) : others.length ? (
        <>
          <Text className="quiet">{t('merge.likely')}</Text>
          <Stack gap="sm">
            {others.map((one) => (
              <Likely key={one.familyId} of={one} open={() => change({ samen: one.familyId })} />
            ))}
          </Stack>
        </>
      ) : null}
    </Section>
  );
}

function Likely({ of, open }: { of: LikelyDuplicate; open: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <AppLink to="/gezinnen/$id" params={{ id: of.familyId }}>
          {of.familyName || of.children.join(', ')}
        </AppLink>
        <Text>{[of.children.join(', '), of.municipality].filter(Boolean).join(' · ')}</Text>
        <Group gap={4}>
          {of.reasons.map((reason) => (
            <Tag key={reason}>{code('DuplicateReason', reason)}</Tag>
          ))}
        </Group>
      </div>
      <Button size="sm" variant="light" onClick={open}>
        {t('merge.compare')}
      </Button>
    </Group>
  );
}

type PreviewProps = { from: string; into: string; close: () => void };

function Preview({ from, into, close }: PreviewProps) {
  const preview = useQuery(previewMerge, { familyId: from, intoFamilyId: into });
  if (preview.isError)
    return <Trouble error={preview.error} retry={() => void preview.refetch()} />;
  if (!preview.data) return <Waiting lines={4} />;
  return <MergeForm from={from} into={into} close={close} of={preview.data} />;
}

function MergeForm({ from, into, close, of }: PreviewProps & { of: MergePreview }) {
  const { t } = useTranslation();
  const go = useGo();
  const { revision, intoRevision, sameChildren } = of;
  const form = useKatrolForm({
    rpc: mergeFamilies,
    initial: { familyId: from, intoFamilyId: into, revision, intoRevision, sameChildren },
    done: () => go({ to: '/gezinnen/$id', params: { id: into } }),
  });
  const names = new Map(
    [...of.children, ...of.otherChildren].map((child) => [child.id, child.firstName]),
  );
  const same = form.values.sameChildren;
  return (
    <FormFrame of={form} submit={t('merge.save')} cancel={close} testId="merge-form">
      <Text fw={600}>{t('merge.into', { name: of.familyName, into: of.intoFamilyName })}</Text>
      <Text className="quiet">{t('merge.kept')}</Text>
      <Fields of={of.fields} />
      {sameChildren.length ? (
        <Checkbox.Group
          label={t('merge.sameChildren')}
          value={same.map(({ childId }) => childId)}
          onChange={(ids) =>
            form.set(
              'sameChildren',
              sameChildren.filter(({ childId }) => ids.includes(childId)),
            )
          }
        >
          {sameChildren.map(({ childId }) => (
            <Checkbox key={childId} value={childId} label={names.get(childId)} />
          ))}
        </Checkbox.Group>
      ) : null}
      <Consents of={of.consents.filter((one) => one.kept || one.other)} />
      {of.doubles.length ? <Text>{t('merge.doubles', { count: of.doubles.length })}</Text> : null}
      <Text className="quiet">{t('merge.undoable')}</Text>
    </FormFrame>
  );
}

function Consents({ of }: { of: MergePreview['consents'] }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  if (of.length === 0) return null;
  return (
    <>
      <Text fw={600}>{t('merge.consents')}</Text>
      <ul>
        {of.map((one) => (
          <li key={one.purpose}>
            {code('ConsentPurpose', one.purpose)}: {t(one.after ? 'merge.yes' : 'merge.no')}
          </li>
        ))}
      </ul>
    </>
  );
}

function Fields({ of }: { of: MergePreview['fields'] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <ul>
      {of.map((one) => (
        <li key={one.field}>
          {say({ field: one.field, offered: one.kept || t('differences.nothing') })}
          {' · '}
          {t('merge.beside', { value: one.other })}
        </li>
      ))}
    </ul>
  );
}

function Merged({ of }: { of: MergedFamily }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const isOpen = search.uit === of.familyId;
  return (
    <div className="plain" data-testid="merged-file">
      <Text fw={600}>{t('merge.alsoKnown', { name: of.contact.familyName })}</Text>
      <Text>
        {[of.contact.phone, of.contact.email, of.address.streetAndNumber, of.address.municipality]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text className="quiet">
        <When at={of.mergedOn} /> · {t('families.by', { name: of.by })}
      </Text>
      {isOpen ? (
        <UndoForm of={of} close={() => change({ uit: undefined })} />
      ) : (
        <Button size="sm" variant="subtle" onClick={() => change({ uit: of.familyId })}>
          {t('merge.undo')}
        </Button>
      )}
    </div>
  );
}

function UndoForm({ of, close }: { of: MergedFamily; close: () => void }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const go = useGo();
  const { familyId, revision, writtenSince } = of;
  const form = useKatrolForm({
    rpc: undoMerge,
    initial: { familyId, revision },
    done: () => go({ to: '/gezinnen/$id', params: { id: familyId } }),
  });
  const label = (part: string, text: string): string =>
    part === 'consent'
      ? code('ConsentPurpose', text)
      : part === 'referral'
        ? code('ReferrerKind', text)
        : text;
  return (
    <FormFrame of={form} submit={t('merge.undoSave')} cancel={close} testId="undo-merge-form">
      <Text className="quiet">{t('merge.undoText')}</Text>
      {writtenSince.length ? (
        <Checkbox.Group
          label={t('merge.assign', { name: of.contact.familyName })}
          value={form.values.assign.map(({ id }) => id)}
          onChange={(ids) =>
            form.set(
              'assign',
              writtenSince
                .filter(({ id }) => ids.includes(id))
                .map(({ part, id }) => ({ part, id })),
            )
          }
        >
          {writtenSince.map((one) => (
            <Checkbox
              key={one.id}
              value={one.id}
              label={[code('FilePart', one.part), label(one.part, one.label), one.occurredOn]
                .filter(Boolean)
                .join(' · ')}
            />
          ))}
        </Checkbox.Group>
      ) : null}
    </FormFrame>
  );
}
