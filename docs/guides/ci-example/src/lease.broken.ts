/** The lease with a store that takes every write: what goes wrong without a fence. */
import { leaseModel } from './lease.ts';

export const model = leaseModel(false);
