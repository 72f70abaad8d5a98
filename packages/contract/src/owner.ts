import type { DescMessage } from '@bufbuild/protobuf';

/**
 * The folder of the service that tells an event: katrol.volunteer_training.v1 is
 * volunteer-training.
 */
export const ownerOf = ({ typeName }: Pick<DescMessage, 'typeName'>): string =>
  (typeName.split('.')[1] ?? '').replaceAll('_', '-');
