/** The first finding of a submission as a picture in SVG, for a course's forum or a slide. */
import { drawSvg } from '../../trace/picture/svg.ts';
import { type GradedSubmission, safeLine, shownFaults } from './graded.ts';

/** What breaks a rule is shown before what fails. Nothing to show: the picture says so. */
export const svgReport = (graded: GradedSubmission): string => {
  const pictured = shownFaults(graded).filter(({ picture }) => picture);
  const { picture } = pictured.find(({ outcome }) => outcome === 'broken') ?? pictured[0] ?? {};
  return drawSvg(picture ?? { title: `${safeLine(graded.name)}: there is nothing to draw`, servers: [], rows: [] });
};
