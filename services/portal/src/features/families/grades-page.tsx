import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Grade } from '@katrol/proto/katrol/common/v1/codes';
import type { GradeLine } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useBranch } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useChoices, useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Empty, Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';

const { listGradesToConfirm, confirmGrades } = IntakeService.method;
const AT_ONCE = 200;

/** On 1 September every grade is a year old: the next one is proposed or asked, all in one list. */
export function GradesPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const lines = useAllRows(listGradesToConfirm, { branchCode }, { sort: 'family_name' });
  return (
    <Page title={t('grades.title')} lead={t('grades.lead')}>
      {lines.isError ? (
        <Trouble error={lines.error} retry={() => void lines.refetch()} />
      ) : !lines.data ? (
        <Waiting lines={8} />
      ) : lines.data.length === 0 ? (
        <Empty title={t('grades.none')} />
      ) : (
        <Lines of={lines.data} />
      )}
    </Page>
  );
}

function Lines({ of }: { of: GradeLine[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [stale, setStale] = useState(0);
  const confirm = useCommand(confirmGrades, {
    done: ({ outcomes }) => {
      setChosen({});
      setStale(outcomes.filter(({ outcome }) => outcome === 'stale').length);
    },
  });
  const gradeOf = (line: GradeLine): Grade | '' =>
    (chosen[line.childId] as Grade | undefined) ?? line.nextGrade;
  const ready = of.filter((line) => gradeOf(line) !== '').slice(0, AT_ONCE);
  const choose = (childId: string, grade: string): void =>
    setChosen({ ...chosen, [childId]: grade });
  const save = (): void => {
    const grades = ready.map((line) => ({
      childId: line.childId,
      grade: gradeOf(line),
      revision: line.revision,
    }));
    void confirm.run({ grades });
  };
  return (
    <>
      {stale > 0 ? <Alert variant="outline">{t('grades.stale', { count: stale })}</Alert> : null}
      <Grades of={of} gradeOf={gradeOf} choose={choose} />
      <Group>
        <Button onClick={save} loading={confirm.saving} disabled={ready.length === 0}>
          {t('grades.confirm', { count: ready.length })}
        </Button>
        <Text className="quiet">{t('grades.later')}</Text>
      </Group>
    </>
  );
}

type GradesProps = {
  of: GradeLine[];
  gradeOf: (line: GradeLine) => Grade | '';
  choose: (childId: string, grade: string) => void;
};

function Grades({ of, gradeOf, choose }: GradesProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const choices = useChoices();
  return (
    <ul className="plain">
      {of.map((line) => (
        <li key={line.childId} className="line" data-testid="grade-line">
          <div>
            <Text fw={600}>
              <AppLink to="/gezinnen/$id" params={{ id: line.familyId }}>
                {[line.firstName, line.familyName].filter(Boolean).join(' ')}
              </AppLink>
            </Text>
            <Text className="quiet">
              {[line.school, t('grades.was', { grade: code('Grade', line.grade) })]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </div>
          <NativeSelect
            aria-label={t('grades.gradeOf', { name: line.firstName })}
            data={[{ value: '', label: t('grades.ask') }, ...choices('Grade', Grade)]}
            value={gradeOf(line)}
            onChange={(event) => choose(line.childId, event.currentTarget.value)}
          />
        </li>
      ))}
    </ul>
  );
}
