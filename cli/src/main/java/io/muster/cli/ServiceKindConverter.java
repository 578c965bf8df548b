package io.muster.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a service on the command line. */
final class ServiceKindConverter implements ITypeConverter<ServiceKind> {

    @Override
    public ServiceKind convert(String name) {
        return ServiceKind.of(name).orElseThrow(() -> new TypeConversionException(
                "there is no service '" + name + "'; there are " + String.join(", ", ServiceKind.ids())));
    }
}
