# mz_embed(TARGET NAME TYPE HEADER ROOT PATTERN): the files of a folder become an array in the target, see embed_files.cmake.
function(mz_embed target name type header root pattern)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake)
  file(GLOB files CONFIGURE_DEPENDS ${root}/${pattern})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${root} -DPATTERN=${pattern} -DTYPE=${type} -DNAME=${name} -DHEADER=${header} -P ${script}
    DEPENDS ${files} ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
