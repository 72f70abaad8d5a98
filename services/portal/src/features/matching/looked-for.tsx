import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Section, Tag } from '#ui/page.tsx';
import { isLookedFor, type Board } from './use-matching.ts';

type Props = { board: Board; id: string };

/** The one request that a line of Vandaag led to, where no proposal for it stands. */
export function LookedFor({ board, id }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const request = board.requests.get(id);
  if (!request || !isLookedFor(request)) return null;
  if (board.run?.pairs.some((pair) => pair.supportRequestId === id)) return null;
  const family = board.families.get(request.familyId)?.familyName || t('ui.family');
  const unmet = board.run?.unmet.find((one) => one.supportRequestId === id);
  return (
    <Section title={t('matching.noneFor', { family })} id={`hulpvraag-${id}`}>
      {unmet ? (
        <Text mb="sm">
          {t('matching.isMissing')}{' '}
          {unmet.missing.map((missing) => (
            <span key={missing}>
              <Tag tone="attention">{code('Missing', missing)}</Tag>{' '}
            </span>
          ))}
        </Text>
      ) : (
        <Text mb="sm">{t('matching.runFirst')}</Text>
      )}
      <Group>
        <ButtonLink
          to="/gezinnen/$id"
          params={{ id: request.familyId }}
          search={{ doe: 'hulpvraag' }}
          hash="hulpvraag"
          variant="light"
        >
          {t('families.editNeeds')}
        </ButtonLink>
      </Group>
    </Section>
  );
}
