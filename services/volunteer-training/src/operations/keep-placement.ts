import { statusOn, type Placement } from '../domain/placement.ts';
import type { Tutor } from '../domain/tutor.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { savePlacement } from '../store/placements.ts';

/** Keeps a tutor's placement, and tells how it stands from a day on: with hours, without family or reason. */
export async function keepPlacement(
  call: TrainingCall,
  placement: Placement,
  { minutesHeld: minutes }: Pick<Tutor, 'minutesHeld'>,
): Promise<Placement> {
  const saved = await savePlacement(call.tx, placement);
  const { id: placementId, tutorId, branchCode, universityCode, endedOn } = saved;
  const occurredOn = endedOn || call.today;
  call.tell(facts.placementChanged, {
    placementId,
    tutorId,
    branchCode,
    universityCode,
    status: statusOn(saved, occurredOn),
    occurredOn,
    minutes,
    agreedMinutes: saved.agreedHours * 60,
  });
  return saved;
}
