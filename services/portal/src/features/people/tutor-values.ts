import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { CellValue } from '#ui/form/cell.tsx';
import type { SlotValue } from '#ui/form/slots.tsx';

export type TutorValues = {
  kind: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  accountId: string;
  slots: SlotValue[];
  languages: string[];
  subjects: string[];
  wishes: string[];
  stages: number[];
  municipality: string;
  reachMetres: number | string;
  maximumFamilies: number | string;
  placeKinds: string[];
  availableFrom: string;
  availableUntil: string;
  active: boolean;
  homeCell?: CellValue;
};

/** What the form starts from: what is there, or a new tutor. */
export function tutorValues(tutor?: Tutor): TutorValues {
  return {
    kind: String(tutor?.kind || 1),
    firstName: tutor?.firstName ?? '',
    lastName: tutor?.lastName ?? '',
    email: tutor?.email ?? '',
    phone: tutor?.phone ?? '',
    accountId: tutor?.accountId ?? '',
    slots: (tutor?.slots ?? []).map(({ weekday, fromMinute, untilMinute }) => ({
      weekday,
      fromMinute,
      untilMinute,
    })),
    languages: tutor?.languages ?? ['nl'],
    subjects: tutor?.subjects ?? [],
    wishes: tutor?.wishes ?? [],
    stages: tutor?.stages ?? [],
    municipality: tutor?.municipality ?? '',
    reachMetres: tutor?.reachMetres || 5000,
    maximumFamilies: tutor?.maximumFamilies || 1,
    placeKinds: tutor?.placeKinds ?? ['home'],
    availableFrom: tutor?.availableFrom ?? '',
    availableUntil: tutor?.availableUntil ?? '',
    active: tutor?.active ?? true,
    ...(tutor?.homeCell ? { homeCell: { x: tutor.homeCell.x, y: tutor.homeCell.y } } : {}),
  };
}

/** The form's values as the contract's tutor. */
export function toTutor(values: TutorValues, branchCode: string, tutor?: Tutor) {
  return {
    ...values,
    id: tutor?.id ?? '',
    branchCode,
    revision: tutor?.revision ?? 0,
    kind: Number(values.kind),
    stages: values.stages.map(Number),
    reachMetres: Number(values.reachMetres) || 0,
    maximumFamilies: Number(values.maximumFamilies) || 0,
  };
}
