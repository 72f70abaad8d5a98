import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family, Parent } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { ParentForm } from './parent-form.tsx';
import { useParentName } from './person.ts';

/** The people beside the children: who they are, and who decides for which child. */
export function PeoplePart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  const reading = family.emergencyId !== '';
  return (
    <Section
      title={t('families.people')}
      id="mensen"
      actions={
        reading ? undefined : (
          <Button size="sm" variant="subtle" onClick={() => setOpen(open === 'new' ? '' : 'new')}>
            {t('families.addParent')}
          </Button>
        )
      }
    >
      <ul className="plain">
        {family.parents.map((parent) => (
          <li key={parent.id} data-testid="parent">
            {open === parent.id ? (
              <ParentForm family={family} parent={parent} close={close} />
            ) : (
              <OneParent
                family={family}
                parent={parent}
                edit={reading ? undefined : () => setOpen(parent.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <ParentForm family={family} close={close} /> : null}
    </Section>
  );
}

type Props = { family: Family; parent: Parent; edit: (() => void) | undefined };

function OneParent({ family, parent, edit }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = useParentName()(parent);
  const [holding, setHolding] = useState(false);
  const said = (languages: string[]) => languages.map((one) => code('Language', one)).join(', ');
  const reads = said(parent.languagesRead);
  const reached = [parent.phone, parent.email, parent.howToReach].filter(Boolean).join(' · ');
  return (
    <>
      <div className="line">
        <div>
          <Text fw={600}>
            {name} {parent.held ? <Tag tone="attention">{t('families.held')}</Tag> : null}
          </Text>
          <Text className="quiet">
            {[said(parent.languagesSpoken), reads && t('families.readsIn', { languages: reads })]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {reached ? <Text className="quiet">{reached}</Text> : null}
          <WrittenTo parent={parent} />
          <Deciding family={family} parent={parent} />
          {parent.held ? (
            <Text>
              {parent.holdReason} · <When at={parent.heldOn} /> · {parent.heldBy}
            </Text>
          ) : null}
        </div>
        {edit ? (
          <Group gap="xs" className="no-print">
            <Button
              size="sm"
              variant="subtle"
              onClick={edit}
              aria-label={`${t('ui.edit')}: ${name}`}
            >
              {t('ui.edit')}
            </Button>
            {parent.held ? (
              <LiftHold parent={parent} name={name} />
            ) : (
              <Button
                size="sm"
                variant="subtle"
                onClick={() => setHolding(!holding)}
                aria-label={holding ? undefined : `${t('families.hold')}: ${name}`}
              >
                {holding ? t('ui.close') : t('families.hold')}
              </Button>
            )}
          </Group>
        ) : null}
      </div>
      {holding && !parent.held ? (
        <HoldForm parent={parent} close={() => setHolding(false)} />
      ) : null}
    </>
  );
}

/** For what they said that they may be written to by itself, and how that was asked. */
function WrittenTo({ parent }: { parent: Parent }) {
  const { t } = useTranslation();
  const code = useCodes();
  const { writtenTo, writtenMeans, writtenOn } = parent;
  if (!writtenTo.length) return null;
  const kinds = writtenTo.map((one) => code('WritingKind', one)).join(', ');
  const how = writtenMeans ? code('ConsentMeans', writtenMeans) : '';
  return (
    <Text className="quiet" data-testid="written-to">
      {[t('families.writtenToOf', { kinds }), how].filter(Boolean).join(' · ')} ·{' '}
      <When at={writtenOn} />
    </Text>
  );
}

function Deciding({ family, parent }: { family: Family; parent: Parent }) {
  const code = useCodes();
  const { t } = useTranslation();
  if (!parent.deciding.length) return <Text className="quiet">{t('families.byRelation')}</Text>;
  return parent.deciding.map((one, index) => (
    <Text key={index} className="quiet">
      {family.children.find((child) => child.id === one.childId)?.firstName}:{' '}
      {code('DecisionRole', one.role)}
      {one.from ? (
        <>
          {' · '}
          {t('families.from')} <When at={one.from} />
        </>
      ) : null}
      {one.until ? (
        <>
          {' · '}
          {t('families.untilDay')} <When at={one.until} />
        </>
      ) : null}
    </Text>
  ));
}

function LiftHold({ parent, name }: { parent: Parent; name: string }) {
  const { t } = useTranslation();
  const lift = useCommand(IntakeService.method.holdParent);
  const { id: parentId, revision } = parent;
  return (
    <Button
      size="sm"
      variant="light"
      loading={lift.saving}
      onClick={() => void lift.run({ parentId, hold: false, revision })}
      aria-label={`${t('families.liftHold')}: ${name}`}
    >
      {t('families.liftHold')}
    </Button>
  );
}

function HoldForm({ parent, close }: { parent: Parent; close: () => void }) {
  const { t } = useTranslation();
  const { id: parentId, revision } = parent;
  const form = useKatrolForm({
    rpc: IntakeService.method.holdParent,
    draft: `hold:${parentId}`,
    initial: { parentId, hold: true, revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('families.hold')} cancel={close} testId="hold-form">
      <Text>{t('families.holdText')}</Text>
      <Field of={form} at="reason" label={t('families.holdReason')} />
    </FormFrame>
  );
}
