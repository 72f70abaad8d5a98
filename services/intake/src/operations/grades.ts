import type { Plain } from '@katrol/contract';
import type {
  ConfirmGradesRequest,
  GradeOutcome,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { schoolYearOf } from '../domain/grade.ts';
import type { IntakeCall } from '../store/client.ts';
import { loadChild, saveChild } from '../store/children.ts';
import { happened, touchFamily } from '../store/families.ts';
import { tellFamily } from './told-family.ts';

/** Says of each child which grade it is in this school year; each has its own outcome. */
export async function confirmGrades(
  call: IntakeCall,
  { grades }: Plain<ConfirmGradesRequest>,
): Promise<Plain<GradeOutcome>[]> {
  const { tx, today } = call;
  const gradeYear = schoolYearOf(today);
  const outcomes: Plain<GradeOutcome>[] = [];
  const families = new Set<string>();
  for (const { childId, grade, revision } of grades) {
    const child = await loadChild(tx, childId);
    const { familyId, branchCode } = child;
    call.audit(familyId, branchCode);
    if (child.revision !== revision) {
      outcomes.push({ childId, outcome: 'stale' });
      continue;
    }
    await saveChild(tx, { ...child, grade, gradeYear });
    const values = { child: child.firstName, grade };
    await happened(call, { id: familyId, branchCode }, { kind: 'GRADE_CONFIRMED', values });
    families.add(familyId);
    outcomes.push({ childId, outcome: 'confirmed' });
  }
  for (const familyId of families) {
    await touchFamily(tx, familyId, {});
    await tellFamily(call, familyId);
  }
  return outcomes;
}
