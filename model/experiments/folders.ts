/** Where scripts of experiments stand, from the top of the repository and of the package. */

export const experimentsFolder = 'spec/experiments';

/** Those of the museum that no experiment shows. */
export const museumFolder = 'spec/museum';
