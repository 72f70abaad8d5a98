import type { DecisionRole } from '@katrol/proto/katrol/intake/v1/codes';
import { askedOn } from '../domain/consent.ts';
import { roleOn, type Parent } from '../domain/parents.ts';
import type { IntakeCall } from '../store/client.ts';
import type { Family } from '../store/families.ts';
import { consentsToday } from './consents-today.ts';

/** Who holds the link of a family's page, as they stand today. */
export type Holder = {
  /** the id that counts, and every other of the same person */
  personId: string;
  ids: string[];
  /** absent: a young person themselves */
  parent: Parent | undefined;
  /** what they may say for a child of the family */
  roleFor(childId: string): DecisionRole;
};

/**
 * Who may open a family's page: a parent who is not held and decides for one of its children or is
 * informed, and a young person who is asked. Undefined: nobody who may.
 */
export async function holderOf(
  call: IntakeCall,
  family: Pick<Family, 'id' | 'branchCode' | 'children'>,
  asked: string,
): Promise<Holder | undefined> {
  const { file, rules } = await consentsToday(call, family);
  const parent = file.parents.find(({ id }) => id === asked);
  if (parent) {
    const roleFor = (childId: string): DecisionRole => roleOn(parent, childId, call.today);
    // of a family whose children nobody noted yet it is the relation that says it
    const about = family.children.length > 0 ? family.children.map(({ id }) => id) : [''];
    const may = !parent.held && about.some((childId) => roleFor(childId) !== 'neither');
    return may ? { personId: asked, ids: [asked], parent, roleFor } : undefined;
  }
  const young = family.children.find((one) => idsOf(one).includes(asked));
  if (!young || askedOn(young, rules, call.today) === '') return undefined;
  const { id: personId } = young;
  const roleFor = (childId: string) => (childId === personId ? 'decides' : 'neither');
  return { personId, ids: idsOf(young), parent: undefined, roleFor };
}

/** A child that stands in two files has an id in each. */
export const idsOf = ({ id, sameIds }: Family['children'][number]): string[] => [id, ...sameIds];
