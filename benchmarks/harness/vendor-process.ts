// The fake vendors in a process of their own, as vendors are: their work is not that of a question.
import { startFakeVendor } from '../../test/fakes/fake-vendor.js';
import type { VendorSetup } from './start-vendor.js';
import { givenUpAsUsual, vendorEnvironment } from '../../test/support/vendors.js';

const { dimensions, latency } = JSON.parse(process.argv[2]!) as VendorSetup;
const vendor = await startFakeVendor({ dimensions });
Object.assign(vendor.latency, latency);
process.once('disconnect', () => void vendor.close().then(() => process.exit()));
process.send?.({
  ...vendorEnvironment(vendor),
  ...givenUpAsUsual,
  HOLDFAST_EMBEDDING_DIMENSIONS: String(dimensions),
});
