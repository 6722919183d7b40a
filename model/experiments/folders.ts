/** Where scripts of experiments stand, from the top of the repository and of the package. */

export const experimentsFolder = 'spec/experiments';
