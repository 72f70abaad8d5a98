import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type { Pair } from '@katrol/proto/katrol/matching/v1/json';
import { useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Tag } from '#ui/page.tsx';
import { DistancePicture, WeekPicture } from '#ui/week.tsx';
import { AcceptForm, WeeklyHours } from './accept-form.tsx';
import { ForbidForm, useHold, type Ids } from './hold-pair.tsx';
import { Reasons } from './reasons.tsx';
import { tutorName, type Board } from './use-matching.ts';

type Props = { pair: Pair; board: Board };
type CardProps = Props & { asked: boolean };

/** Both sides of a proposed pair, why, and what one can do with it. */
export function PairCard({ pair, board, asked }: CardProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'' | 'accept' | 'forbid'>(
    asked && pair.hold !== 'forbidden' ? 'accept' : '',
  );
  // a run keeps what held when it ran; what was said since is newer
  const [hold, setHold] = useState(pair.hold);
  const held = (now: Pair) => setHold(now.hold);
  const ids = { supportRequestId: pair.supportRequestId, tutorId: pair.tutorId };
  const request = board.requests.get(pair.supportRequestId);
  const tutor = board.tutors.get(pair.tutorId);
  const family = board.families.get(pair.familyId);
  const name = family?.familyName ?? t('ui.family');
  return (
    <article
      className="section"
      aria-label={t('matching.pairOf', { family: name, tutor: tutorName(tutor) })}
      data-testid="pair"
    >
      <div className="pair">
        <div>
          <div className="two">
            <FamilySide pair={pair} board={board} />
            <TutorSide pair={pair} board={board} />
          </div>
          <div className="two">
            <WeekPicture
              family={request?.needs?.slots ?? []}
              tutor={tutor?.slots ?? []}
              both={pair.slots}
            />
            <DistancePicture
              family={request?.needs?.cell}
              tutor={tutor?.homeCell}
              reachMetres={tutor?.reachMetres ?? 0}
            />
          </div>
        </div>
        <div>
          {hold === 'pinned' ? <Tag tone="accent">{t('matching.pinned')}</Tag> : null}
          {hold === 'forbidden' ? <Tag tone="attention">{t('matching.apart')}</Tag> : null}
          <WeeklyHours hours={pair.hours} />
          <Reasons reasons={pair.reasons} />
        </div>
      </div>
      {open === '' ? <PairActions hold={hold} ids={ids} held={held} setOpen={setOpen} /> : null}
      {open === 'accept' && request ? (
        <AcceptForm pair={pair} revision={request.revision} close={() => setOpen('')} />
      ) : null}
      {open === 'forbid' ? <ForbidForm ids={ids} held={held} close={() => setOpen('')} /> : null}
    </article>
  );
}

function FamilySide({ pair, board }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const family = board.families.get(pair.familyId);
  const request = board.requests.get(pair.supportRequestId);
  const needs = request?.needs;
  return (
    <div>
      <Text fw={650}>
        <AppLink to="/gezinnen/$id" params={{ id: pair.familyId }}>
          {family?.familyName || t('ui.family')}
        </AppLink>
      </Text>
      <Text>
        {(needs?.children ?? [])
          .map((child) => code('Grade', child.grade))
          .filter(Boolean)
          .join(', ')}
      </Text>
      <Text className="quiet">
        {[
          ...(needs?.subjects ?? []).map((one) => code('Subject', one)),
          ...(needs?.languages ?? []).map((one) => code('Language', one)),
        ].join(', ')}
      </Text>
      {request ? (
        <Text className="quiet">
          {request.status === 'continuing'
            ? code('SupportRequestStatus', request.status)
            : t('matching.waits', { count: request.waitingDays })}
        </Text>
      ) : null}
    </div>
  );
}

function TutorSide({ pair, board }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const tutor = board.tutors.get(pair.tutorId);
  return (
    <div>
      <Text fw={650}>
        <AppLink to="/begeleiders/$id" params={{ id: pair.tutorId }}>
          {tutorName(tutor) || t('ui.tutor')}
        </AppLink>
      </Text>
      {tutor ? (
        <Text>
          {[code('TutorKind', tutor.kind), tutor.municipality].filter(Boolean).join(', ')}
        </Text>
      ) : null}
      <Text className="quiet">
        {[
          ...(tutor?.languages ?? []).map((one) => code('Language', one)),
          ...(tutor?.wishes ?? []).map((one) => code('Wish', one)),
        ].join(', ')}
      </Text>
    </div>
  );
}

type ActionProps = {
  hold: Hold | '';
  ids: Ids;
  held: (pair: Pair) => void;
  setOpen: (open: 'accept' | 'forbid') => void;
};

function PairActions({ hold, ids, held, setOpen }: ActionProps) {
  const { t } = useTranslation();
  const command = useHold(ids, held);
  if (hold === 'forbidden')
    return (
      <Group mt="sm">
        <Button
          size="sm"
          variant="light"
          loading={command.saving}
          onClick={() => void command.run('free')}
          data-testid="free-pair"
        >
          {t('matching.together')}
        </Button>
      </Group>
    );
  const pinned = hold === 'pinned';
  return (
    <Group gap="xs" mt="sm" className="no-print">
      <Button onClick={() => setOpen('accept')} data-testid="accept-pair">
        {t('matching.accept')}
      </Button>
      <Button
        variant="light"
        loading={command.saving}
        onClick={() => void command.run(pinned ? 'free' : 'pinned')}
        data-testid="pin-pair"
      >
        {pinned ? t('matching.unpin') : t('matching.pin')}
      </Button>
      <Button variant="subtle" onClick={() => setOpen('forbid')} data-testid="forbid-pair">
        {t('matching.forbid')}
      </Button>
    </Group>
  );
}
