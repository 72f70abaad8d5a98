import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LinkService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCodes } from '../codes.ts';
import { When } from '../when.tsx';

type Props = { branchCode: string; objectId: string; personId: string };

// what was put on its way is tried within seconds
const EVERY_MS = 5_000;

/** What became of the last mail to somebody: on its way, left, or why it did not arrive. */
export function LastMail({ branchCode, objectId, personId }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const asked = { branchCode, objectId };
  const { data } = useQuery(LinkService.method.listOutgoing, asked, {
    refetchInterval: ({ state }) =>
      state.data?.rows.some((one) => one.nextAt && one.attempts === 0) ? EVERY_MS : false,
  });
  const last = data?.rows.find((one) => one.personId === personId && one.failure !== 'CALLED_OFF');
  if (!last) return null;
  const { failure, sentAt, queuedAt } = last;
  return (
    <Text className={failure ? undefined : 'quiet'} data-testid="last-mail">
      {failure
        ? t('school.mailFailed', { why: code('OutgoingFailure', failure) })
        : t(sentAt ? 'school.mailLeft' : 'school.mailWaits')}{' '}
      <When at={last.failedAt ?? sentAt ?? queuedAt ?? ''} />
    </Text>
  );
}
