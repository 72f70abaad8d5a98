import { Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { IconCheck, IconHelpCircle, IconNotes, IconShieldHeart, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { Branch } from '@katrol/proto/katrol/intake/v1/json';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Section } from '#ui/page.tsx';
import { PhoneLink } from '#ui/reach.tsx';
import { Help } from '#ui/trajectory/help.tsx';
import { isoDay, When } from '#ui/when.tsx';
import { Agreement } from './agreement.tsx';
import { AskHelp, ClosingOfFamily, LogForm, MissForm, Worries, WorryForm } from './forms.ts';

type Props = { of: Trajectory; family?: FamilyLabel; branch?: Branch };
type Open = '' | 'log' | 'miss' | 'help' | 'worry';

/** One family of the tutor: when next, and the few things one does every week. */
export function FamilyCard({ of: row, family, branch }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>('');
  const whole = useQuery(MatchingService.method.getTrajectory, { id: row.id });
  const of = whole.data ?? row;
  const close = () => setOpen('');
  const planned = of.sessions
    .filter((one) => one.status === 'planned')
    .sort((a, b) => a.plannedFor.localeCompare(b.plannedFor))[0];
  // one that is still to come stays planned: what is logged today was another one
  const due = planned && planned.plannedFor.slice(0, 10) <= isoDay() ? planned : undefined;
  return (
    <Section title={t('tutor.family', { name: family?.familyName ?? '' })} id={`gezin-${row.id}`}>
      {of.group ? null : (
        <div data-testid="next-session">
          <Text className="quiet">{t('tutor.nextMoment')}</Text>
          <Text className="big">
            {planned || of.nextSessionOn ? (
              <When at={planned?.plannedFor || of.nextSessionOn} />
            ) : (
              t('tutor.nothingPlanned')
            )}
          </Text>
        </div>
      )}
      <Where family={family} />
      <Before of={of} />
      {of.parentPresent ? <Text mt="xs">{t(`tutor.parents.${of.parentPresent}`)}</Text> : null}
      {open ? null : <Actions setOpen={setOpen} id={row.id} together={Boolean(of.group)} />}
      {open === 'log' ? (
        <LogForm
          of={of}
          session={due}
          family={family}
          minutes={of.sessionMinutes || 60}
          close={close}
        />
      ) : null}
      {open === 'miss' ? <MissForm of={of} session={planned} close={close} /> : null}
      {open === 'help' ? <AskHelp of={of} close={close} anchor={branch?.anchorName ?? ''} /> : null}
      {open === 'worry' ? (
        <WorryForm of={of} close={close} anchor={branch?.anchorName ?? ''} />
      ) : null}
      <Help of={of} mayAnswer={false} />
      {of.worries.length ? <Worries of={of} mayTakeUp={false} /> : null}
      {of.endForeseen ? <ClosingOfFamily of={of} /> : null}
      <Agreement familyId={of.familyId} />
      <Anchor of={of} branch={branch} />
    </Section>
  );
}

type ActionsProps = { setOpen: (open: Open) => void; id: string; together: boolean };

/** What one does every week; what is done together is logged with the group. */
function Actions({ setOpen, id, together }: ActionsProps) {
  const { t } = useTranslation();
  return (
    <div className="actions">
      {together ? null : (
        <Button
          size="lg"
          leftSection={<IconCheck aria-hidden />}
          onClick={() => setOpen('log')}
          data-testid="log-session"
        >
          {t('tutor.log')}
        </Button>
      )}
      <Button
        size="lg"
        variant="light"
        leftSection={<IconX aria-hidden />}
        onClick={() => setOpen('miss')}
        data-testid="miss-session"
      >
        {t('tutor.couldNot')}
      </Button>
      <Button
        variant="light"
        leftSection={<IconHelpCircle aria-hidden />}
        onClick={() => setOpen('help')}
        data-testid="ask-help"
      >
        {t('tutor.askHelp')}
      </Button>
      <ButtonLink
        to="/plan/$id"
        params={{ id }}
        variant="light"
        leftSection={<IconNotes aria-hidden />}
      >
        {t('tutor.agreements')}
      </ButtonLink>
      <Button
        variant="subtle"
        leftSection={<IconShieldHeart aria-hidden />}
        onClick={() => setOpen('worry')}
        data-testid="raise-worry"
      >
        {t('tutor.worry')}
      </Button>
    </div>
  );
}

function Where({ family }: { family?: FamilyLabel }) {
  const { t } = useTranslation();
  if (!family) return null;
  const address = [family.streetAndNumber, family.municipality].filter(Boolean).join(', ');
  return (
    <Text mt="xs">
      {family.children.map((child) => child.firstName).join(', ')}
      {address ? (
        <>
          <br />
          {address}
        </>
      ) : null}
      {family.phone ? (
        <>
          <br />
          <PhoneLink to={family.phone} label={t('tutor.callFamily', { phone: family.phone })} />
        </>
      ) : null}
    </Text>
  );
}

/** What came before this tutor: how often somebody came, and what was left for the next one. */
function Before({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  return (
    <>
      {of.heldBefore ? (
        <Text mt="xs">{t('trajectory.visitNumber', { number: of.heldBefore + of.held + 1 })}</Text>
      ) : null}
      {of.noteBefore ? (
        <>
          <Text mt="xs" className="quiet">
            {t('trajectory.noteBefore')}
          </Text>
          <blockquote className="quote" data-testid="note-before">
            {of.noteBefore}
          </blockquote>
        </>
      ) : null}
    </>
  );
}

/** Who carries it by the profile; whoever that is, the branch can be rung. */
function Anchor({ of: { anchor }, branch }: Pick<Props, 'of' | 'branch'>) {
  const { t } = useTranslation();
  if (!branch?.anchorName) return null;
  const { anchorName: name } = branch;
  return (
    <Text mt="md" className="quiet" data-testid="anchor">
      {t(`tutor.anchors.${anchor || 'coordinator'}`, { name })}{' '}
      {branch.anchorPhone ? <PhoneLink to={branch.anchorPhone} /> : null}
    </Text>
  );
}
